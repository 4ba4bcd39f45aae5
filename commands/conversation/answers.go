package conversation

import "sync"

// maxAnswers is how many may wait for the other end to read, before no more is
// read of it.
const maxAnswers = 1000

// answers are given one after the other, by a goroutine that is there as long as
// there are any.
type answers struct {
	mu      sync.Mutex
	waiting []func()
	running bool
	room    chan struct{}
}

func newAnswers() answers { return answers{room: make(chan struct{}, maxAnswers)} }

func (a *answers) add(answer func()) {
	a.room <- struct{}{}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.waiting = append(a.waiting, answer)
	if !a.running {
		a.running = true
		go a.run()
	}
}

func (a *answers) run() {
	for {
		a.mu.Lock()
		if len(a.waiting) == 0 {
			a.running = false
			a.mu.Unlock()
			return
		}
		next := a.waiting[0]
		a.waiting = a.waiting[1:]
		a.mu.Unlock()
		next()
		<-a.room
	}
}
