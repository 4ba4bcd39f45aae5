package conversation

import (
	"sync"

	"wspipe/codec"
)

// heldBytes is how much may have come and not been looked at yet, before the
// other end is made to wait; messageCost is what it takes to keep a message
// besides its payload.
const (
	heldBytes   = 64 << 20
	messageCost = 128
)

type message struct {
	kind    codec.Type
	payload []byte
	entry   *entry // in the log
}

// inbox is what has come over a connection and wasn't looked at yet, in order.
type inbox struct {
	arrived chan struct{} // something came; for the one who waits
	full    chan struct{} // something that came has to wait
	room    chan struct{} // it can be put

	mu       sync.Mutex
	messages []message
	held     int
	deaf     bool // nobody will take anything any more
}

func newInbox() inbox {
	return inbox{arrived: make(chan struct{}, 1), full: make(chan struct{}, 1), room: make(chan struct{}, 1)}
}

// each is called for all that waits.
func (i *inbox) each(do func(*message)) {
	i.mu.Lock()
	defer i.mu.Unlock()
	for n := range i.messages {
		do(&i.messages[n])
	}
}

// takeAll and putBack are for a new rule, which looks at all that waits.
func (i *inbox) takeAll() []message {
	i.mu.Lock()
	defer i.mu.Unlock()
	all := i.messages
	i.messages, i.held = nil, 0
	return all
}

func (i *inbox) putBack(all []message) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.deaf {
		return
	}
	i.messages = all
	for _, m := range all {
		i.held += len(m.payload) + messageCost
	}
	if len(all) > 0 {
		signal(i.arrived)
	}
	signal(i.room)
}

// put returns false if there is no room yet.
func (i *inbox) put(m message) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	switch {
	case i.deaf:
		return true
	case i.held > heldBytes:
		signal(i.full)
		return false
	}
	i.messages = append(i.messages, m)
	i.held += len(m.payload) + messageCost
	signal(i.arrived)
	return true
}

func (i *inbox) take() (message, bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if len(i.messages) == 0 {
		return message{}, false
	}
	m := i.messages[0]
	i.messages[0] = message{} // lets the payload go
	i.messages = i.messages[1:]
	i.held -= len(m.payload) + messageCost
	signal(i.room)
	return m, true
}

// isFull: the other end waits for us to take something.
func (i *inbox) isFull() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.held > heldBytes
}

// discard has what came, and all that still comes, thrown away.
func (i *inbox) discard() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.deaf, i.messages, i.held = true, nil, 0
	signal(i.room)
}

// signal wakes whoever waits, or will.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
