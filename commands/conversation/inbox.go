package conversation

import (
	"bytes"
	"errors"
	"io"
	"sync"

	"wspipe/client"
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
	// holds is told of what is held here, and of a message that is still coming; false
	// says that this is too much. nil: nobody is told, as in check.
	holds func(bytes int) bool
}

func newInbox() inbox {
	return inbox{arrived: make(chan struct{}, 1), full: make(chan struct{}, 1), room: make(chan struct{}, 1)}
}

// keep counts n bytes more, or fewer. It needs mu.
func (i *inbox) keep(n int) {
	i.held += n
	if !i.tell(n) {
		i.drop()
	}
}

func (i *inbox) tell(n int) bool { return i.holds == nil || i.holds(n) }

// drop needs mu.
func (i *inbox) drop() {
	i.deaf, i.messages = true, nil
	i.keep(-i.held)
	signal(i.room)
}

// errTooMuch: no more of a message may be held.
var errTooMuch = errors.New("too much to hold")

// payload is all of a message, each part of which counts as it comes.
func (i *inbox) payload(e client.MessageEvent) ([]byte, error) {
	body := e.Reader()
	if _, whole := body.(interface{ Len() int }); whole || i.holds == nil {
		payload, err := e.Bytes()
		i.tell(len(payload))
		return payload, err
	}
	var all bytes.Buffer
	_, err := io.Copy(counted{&all, i.tell}, body) // MaxMessageSize ends it
	return all.Bytes(), err
}

// counted tells how much is written, and writes no more than may be.
type counted struct {
	to   *bytes.Buffer
	tell func(bytes int) bool
}

func (c counted) Write(p []byte) (int, error) {
	n, _ := c.to.Write(p)
	if !c.tell(n) {
		return n, errTooMuch
	}
	return n, nil
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
	i.messages = nil
	i.keep(-i.held)
	return all
}

func (i *inbox) putBack(all []message) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.deaf {
		return
	}
	i.messages = all
	size := 0
	for _, m := range all {
		size += len(m.payload) + messageCost
	}
	i.keep(size)
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
	i.keep(len(m.payload) + messageCost)
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
	i.keep(-len(m.payload) - messageCost)
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
	i.drop()
}

// signal wakes whoever waits, or will.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
