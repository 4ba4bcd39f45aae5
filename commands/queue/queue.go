// Package queue has things done one after the other, behind the back of who
// asks for them: of who reads from a peer, say, and must not wait until that
// reads, too.
package queue

import "sync"

// limit is how many things may wait, before who asks for more waits, too.
const limit = 1000

// Queue does what was added, in that order, by a goroutine that is there as
// long as there is anything to do.
type Queue struct {
	mu      sync.Mutex
	waiting []func()
	running bool
	room    chan struct{}
}

// New returns a Queue with nothing to do.
func New() *Queue { return &Queue{room: make(chan struct{}, limit)} }

// Add has something done. It waits where too much is to be done already.
func (q *Queue) Add(do func()) {
	q.room <- struct{}{}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, do)
	if !q.running {
		q.running = true
		go q.run()
	}
}

func (q *Queue) run() {
	for {
		q.mu.Lock()
		if len(q.waiting) == 0 {
			q.running = false
			q.mu.Unlock()
			return
		}
		next := q.waiting[0]
		q.waiting = q.waiting[1:]
		q.mu.Unlock()
		next()
		<-q.room
	}
}
