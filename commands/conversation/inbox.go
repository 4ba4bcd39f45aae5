package conversation

import (
	"bytes"
	"errors"
	"io"
	"sync"

	"wspipe/client"
	"wspipe/codec"
)

// heldBytes is how much unread data is kept before the other end is made to wait. messageCost is
// the memory for a message in addition to its payload.
const (
	heldBytes   = 64 << 20
	messageCost = 128
)

type message struct {
	kind    codec.Type
	payload []byte
	entry   *entry // in the log
}

// inbox holds the messages that a connection has received and no step has looked at yet, in order.
type inbox struct {
	arrived chan struct{} // there is a message
	full    chan struct{} // a received message has to wait
	room    chan struct{} // there is room for it

	mu       sync.Mutex
	messages []message
	held     int
	deaf     bool // nobody will take anything any more
	// holds is called with each change in the number of bytes held here, including a message that
	// is still arriving. If it returns false, that is too much. It is nil in check.
	holds func(bytes int) bool
}

func newInbox() inbox {
	return inbox{arrived: make(chan struct{}, 1), full: make(chan struct{}, 1), room: make(chan struct{}, 1)}
}

// keep adds n, which may be negative, to the bytes held. mu must be locked.
func (i *inbox) keep(n int) {
	i.held += n
	if !i.tell(n) {
		i.drop()
	}
}

func (i *inbox) tell(n int) bool { return i.holds == nil || i.holds(n) }

// drop discards all messages, and those still to come. mu must be locked.
func (i *inbox) drop() {
	i.deaf, i.messages = true, nil
	i.keep(-i.held)
	signal(i.room)
}

// errTooMuch stops a message that is too much to hold.
var errTooMuch = errors.New("too much to hold")

// payload returns the whole message, and counts each part as it arrives.
func (i *inbox) payload(e client.MessageEvent) ([]byte, error) {
	if _, whole := e.Whole(); whole || i.holds == nil {
		payload, err := e.Bytes()
		i.tell(len(payload))
		return payload, err
	}
	var all bytes.Buffer
	_, err := io.Copy(counted{&all, i.tell}, e.Reader()) // MaxMessageSize ends it
	return all.Bytes(), err
}

// counted counts the bytes that are written, and fails once there are too many.
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

// each calls do for all waiting messages.
func (i *inbox) each(do func(*message)) {
	i.mu.Lock()
	defer i.mu.Unlock()
	for n := range i.messages {
		do(&i.messages[n])
	}
}

// takeAll and putBack let a new rule look at all waiting messages.
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

// isFull reports whether the other end is waiting for us to take something.
func (i *inbox) isFull() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.held > heldBytes
}

// discard discards all messages, and those still to come.
func (i *inbox) discard() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.drop()
}

// signal wakes the goroutine that waits on c, now or later.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
