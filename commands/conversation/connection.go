package conversation

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/queue"
)

// connection is one WebSocket of a conversation. It keeps messages in order until next asks for
// them.
type connection struct {
	inbox
	ws      *client.WebSocket
	opened  chan struct{}
	ended   chan struct{} // err and end are set
	name    string
	mark    string // of received messages, in the log
	log     *log
	answers *queue.Queue
	alarm   chan struct{} // signals a failure to whatever step is waiting
	opening client.OpenEvent
	pinged  atomic.Pointer[pinged]
	// arriving is true from the beginning of a message until it is complete.
	arriving atomic.Bool

	inspecting sync.Mutex // locked before the inbox's mutex and wrong
	rules      []rule

	wrong     sync.Mutex // guards violation and broken
	violation *violation
	broken    *Failure // the first failure of an answer

	skipped   []skipped // the last messages that << lines skipped
	skippedBy int       // size of skipped in bytes
	err       error
	end       client.CloseEvent
	parted    bool // the conversation is done with this connection
}

func newConnection(ws *client.WebSocket) *connection {
	c := &connection{
		inbox: newInbox(), ws: ws, answers: queue.New(), log: &log{}, alarm: make(chan struct{}, 1),
		opened: make(chan struct{}), ended: make(chan struct{}),
	}
	ws.OnOpen = func(e client.OpenEvent) {
		c.opening = e
		close(c.opened)
	}
	ws.OnPong = c.ponged
	ws.OnMessage = c.message
	ws.OnIdle = func() { c.arriving.Store(ws.Arriving()) }
	ws.OnClose = func(e client.CloseEvent) { c.end = e }
	return c
}

// join makes the connection part of a conversation, and adds the messages that it has already
// received to the log.
func (c *connection) join(p *scene, name string) {
	c.inspecting.Lock()
	defer c.inspecting.Unlock()
	c.name, c.mark, c.log, c.alarm = name, p.theirs, p.log, p.alarm
	c.each(func(m *message) { m.entry = c.log.arrived(c.name, c.mark, *m) })
}

// finish records how the connection ended.
func (c *connection) finish(err error) {
	c.err = err
	close(c.ended)
}

func (c *connection) message(e client.MessageEvent) {
	payload, err := c.payload(e)
	defer c.tell(-len(payload))
	if err != nil {
		return // an error of the connection, which ends it
	}
	c.inspecting.Lock()
	m := message{kind: codec.Type(e.Type), payload: payload}
	m.entry = c.log.arrived(c.name, c.mark, m)
	left := c.inspect(m)
	for len(left) > 0 {
		if c.put(left[0]) {
			left = left[1:]
			continue
		}
		c.inspecting.Unlock() // meanwhile a rule may be added, and applied to the messages put so far
		<-c.room
		c.inspecting.Lock()
	}
	c.inspecting.Unlock()
	c.arriving.Store(false)
}

// next waits for a message until late. If there is none, it returns errLate, errForbidden, the end
// of the connection, or the cause of ctx's end. Time runs out even if the server always has another
// message ready.
func (c *connection) next(ctx context.Context, late <-chan time.Time) (message, error) {
	select {
	case <-ctx.Done():
		return message{}, context.Cause(ctx)
	case <-late:
		return message{}, errLate
	default:
	}
	for {
		if c.failure() != nil {
			return message{}, errForbidden
		}
		if m, ok := c.take(); ok {
			return m, nil
		}
		select {
		case <-c.arrived:
		case <-c.ended:
			if m, ok := c.take(); ok {
				return m, nil
			}
			if ctx.Err() != nil { // it has ended the connection
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

// outcome returns how the connection ended as an *EndError, even if it ended in good order.
func (c *connection) outcome() error {
	if c.err != nil {
		return &EndError{c.err}
	}
	return &EndError{&client.CloseError{Code: c.end.Code, Reason: c.end.Reason}}
}
