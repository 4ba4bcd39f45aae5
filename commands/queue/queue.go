// Package queue does things one after another in the background, for a caller that must not wait:
// one that reads from a peer, for instance, and must not wait for that peer to read.
package queue

import "sync"

// limit is how many things may be queued before Add waits.
const limit = 1000

// Queue does what was added, in order, in a goroutine that exists as long as there is something to
// do.
type Queue struct {
	mu      sync.Mutex
	waiting []func()
	running bool
	room    chan struct{}
}

// New returns an empty Queue.
func New() *Queue { return &Queue{room: make(chan struct{}, limit)} }

// Add queues do. It waits if the queue is full.
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
