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

// connection is one WebSocket of a conversation. What comes is kept in order
// until next asks for it.
type connection struct {
	inbox
	ws      *client.WebSocket
	opened  chan struct{}
	ended   chan struct{} // err and end are there
	name    string
	mark    string // of what comes, in the log
	log     *log
	answers *queue.Queue
	alarm   chan struct{} // something is wrong, whatever is waited for
	opening client.OpenEvent
	pinged  atomic.Pointer[pinged]
	// arriving: a message has begun to come and isn't there yet.
	arriving atomic.Bool

	inspecting sync.Mutex // goes before the inbox's and wrong
	rules      []rule

	wrong     sync.Mutex // of violation and broken
	violation *violation
	broken    *Failure // of an answer

	skipped   []skipped // by << lines, the last ones
	skippedBy int       // bytes that they hold
	err       error
	end       client.CloseEvent
	parted    bool // the conversation has come to its end here
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

// join gives the connection its part in a conversation, and what has come over it
// so far its place in the log.
func (c *connection) join(p *scene, name string) {
	c.inspecting.Lock()
	defer c.inspecting.Unlock()
	c.name, c.mark, c.log, c.alarm = name, p.theirs, p.log, p.alarm
	c.each(func(m *message) { m.entry = c.log.arrived(c.name, c.mark, *m) })
}

// finish says how the connection ended.
func (c *connection) finish(err error) {
	c.err = err
	close(c.ended)
}

func (c *connection) message(e client.MessageEvent) {
	payload, err := c.payload(e)
	defer c.tell(-len(payload))
	if err != nil {
		return // the connection's, which ends it
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
		c.inspecting.Unlock() // a rule may be added meanwhile, for what has been put
		<-c.room
		c.inspecting.Lock()
	}
	c.inspecting.Unlock()
	c.arriving.Store(false)
}

// next waits for a message until late. Without one, the error is errLate,
// errForbidden, the connection's end, or the cause of ctx's. No server is so fast that it keeps
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

// outcome is how the connection ended, also in good order: an *EndError.
func (c *connection) outcome() error {
	if c.err != nil {
		return &EndError{c.err}
	}
	return &EndError{&client.CloseError{Code: c.end.Code, Reason: c.end.Reason}}
}
