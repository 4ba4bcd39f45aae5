package conversation

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

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
}

// connection is one WebSocket of a conversation. What comes is kept in order
// until next asks for it.
type connection struct {
	ws      *client.WebSocket
	opened  chan struct{}
	arrived chan struct{} // something came; for the one who waits
	full    chan struct{} // something that came has to wait
	room    chan struct{} // it can be put
	ended   chan struct{} // err and end are there
	// arriving: a message has begun to come and isn't there yet.
	arriving atomic.Bool

	mu       sync.Mutex
	messages []message
	held     int
	deaf     bool // nobody will take anything any more

	err    error
	end    client.CloseEvent
	last   *message // that was taken and matched
	parted bool     // the conversation has come to its end here
}

func newConnection(ws *client.WebSocket) *connection {
	c := &connection{
		ws:     ws,
		opened: make(chan struct{}), ended: make(chan struct{}),
		arrived: make(chan struct{}, 1), full: make(chan struct{}, 1), room: make(chan struct{}, 1),
	}
	ws.OnOpen = func(client.OpenEvent) { close(c.opened) }
	ws.OnMessage = c.message
	ws.OnIdle = func() { c.arriving.Store(ws.Arriving()) }
	ws.OnClose = func(e client.CloseEvent) { c.end = e }
	return c
}

// finish says how the connection ended.
func (c *connection) finish(err error) {
	c.err = err
	close(c.ended)
}

func (c *connection) message(e client.MessageEvent) {
	payload, err := e.Bytes()
	if err != nil {
		return // the connection's, which ends it
	}
	for !c.put(message{codec.Type(e.Type), payload}) {
		<-c.room
	}
	c.arriving.Store(false)
}

// put returns false if there is no room yet.
func (c *connection) put(m message) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.deaf:
		return true
	case c.held > heldBytes:
		signal(c.full)
		return false
	}
	c.messages = append(c.messages, m)
	c.held += len(m.payload) + messageCost
	signal(c.arrived)
	return true
}

func (c *connection) take() (message, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.messages) == 0 {
		return message{}, false
	}
	m := c.messages[0]
	c.messages[0] = message{} // lets the payload go
	c.messages = c.messages[1:]
	c.held -= len(m.payload) + messageCost
	signal(c.room)
	return m, true
}

// signal wakes whoever waits, or will.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// next waits for a message until late. Without one, the error is errLate, the
// connection's end, or the cause of ctx's. No server is so fast that it keeps
// the time from running out.
func (c *connection) next(ctx context.Context, late <-chan time.Time) (message, error) {
	select {
	case <-ctx.Done():
		return message{}, context.Cause(ctx)
	case <-late:
		return message{}, errLate
	default:
	}
	for {
		if m, ok := c.take(); ok {
			return m, nil
		}
		select {
		case <-c.arrived:
		case <-c.ended:
			if m, ok := c.take(); ok {
				return m, nil
			}
			if ctx.Err() != nil { // which has ended it
				return message{}, context.Cause(ctx)
			}
			return message{}, c.outcome()
		case <-late:
			return message{}, errLate
		case <-ctx.Done():
			return message{}, context.Cause(ctx)
		}
	}
}

// isFull: the other end waits for us to take something.
func (c *connection) isFull() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.held > heldBytes
}

// discard has what came, and all that still comes, thrown away.
func (c *connection) discard() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.deaf, c.messages, c.held = true, nil, 0
	signal(c.room)
}

// outcome is how the connection ended, also in good order: an *EndError.
func (c *connection) outcome() error {
	if c.err != nil {
		return &EndError{c.err}
	}
	return &EndError{&client.CloseError{Code: c.end.Code, Reason: c.end.Reason}}
}

// wait is for the end, until late.
func (c *connection) wait(ctx context.Context, late <-chan time.Time) error {
	return c.waitUnless(ctx, late, nil)
}

// waitOrFill is wait, unless so much comes that the end can't be seen: errFull.
func (c *connection) waitOrFill(ctx context.Context, late <-chan time.Time) error {
	select {
	case <-c.full: // may have been long ago
	default:
	}
	if c.isFull() {
		return errFull
	}
	return c.waitUnless(ctx, late, c.full)
}

func (c *connection) waitUnless(ctx context.Context, late <-chan time.Time, full <-chan struct{}) error {
	select {
	case <-full:
		return errFull
	case <-c.ended:
		return nil
	case <-late:
		return errLate
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// interruptGrace is how long the end may take once the context has ended.
const interruptGrace = 2 * time.Second

// leave closes with a code and a reason, and returns when the connection has
// ended, which takes no longer than patience. How the other end takes it
// doesn't matter any more. Once ctx has ended, that closes it, with 1001.
func (c *connection) leave(ctx context.Context, code int, reason string, patience time.Duration) {
	c.discard()
	if ctx.Err() == nil {
		_ = c.ws.Close(code, reason) // both are right
	}
	if errors.Is(c.wait(ctx, time.After(patience)), errLate) {
		c.ws.Terminate()
	}
	if c.wait(context.Background(), time.After(interruptGrace)) != nil {
		c.ws.Terminate()
	}
	<-c.ended
}
