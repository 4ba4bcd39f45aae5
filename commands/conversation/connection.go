package conversation

import (
	"context"
	"sync"
	"time"

	"wspipe/client"
	"wspipe/codec"
)

// heldBytes is how much may have come and not been looked at yet, before the
// other end is made to wait; messageCost is what it takes to keep a message
// besides its payload.
const (
	heldBytes   = 16 << 20
	messageCost = 64
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
	room    chan struct{} // something was taken
	over    chan struct{} // nobody will take anything any more
	ended   chan struct{} // err and end are there

	mu       sync.Mutex
	messages []message
	held     int

	err  error
	end  client.CloseEvent
	last *message // that was taken and matched
}

func newConnection(ws *client.WebSocket) *connection {
	c := &connection{
		ws:     ws,
		opened: make(chan struct{}), ended: make(chan struct{}), over: make(chan struct{}),
		arrived: make(chan struct{}, 1), room: make(chan struct{}, 1),
	}
	ws.OnOpen = func(client.OpenEvent) { close(c.opened) }
	ws.OnMessage = c.message
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
		select {
		case <-c.room:
		case <-c.over:
			return
		}
	}
}

// put returns false if there is no room yet.
func (c *connection) put(m message) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.held > heldBytes {
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
// connection's end, or the cause of ctx's.
func (c *connection) next(ctx context.Context, late <-chan time.Time) (message, error) {
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
			return message{}, c.outcome()
		case <-late:
			return message{}, errLate
		case <-ctx.Done():
			return message{}, context.Cause(ctx)
		}
	}
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
	select {
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

// leave closes with a code and a reason, and returns when the connection has ended.
// How the other end takes it doesn't matter any more.
func (c *connection) leave(ctx context.Context, code int, reason string) {
	close(c.over)
	_ = c.ws.Close(code, reason) // both are right
	select {
	case <-c.ended:
		return
	case <-ctx.Done():
	}
	if c.wait(context.Background(), time.After(interruptGrace)) != nil {
		c.ws.Terminate()
	}
	<-c.ended
}
