package conversation

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/queue"
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
	entry   *entry // in the record
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
	name    string
	mark    string // of what comes, in the record
	record  *record
	answers *queue.Queue
	alarm   chan struct{} // something is wrong, whatever is waited for
	opening client.OpenEvent
	pinged  atomic.Pointer[pinged]
	// arriving: a message has begun to come and isn't there yet.
	arriving atomic.Bool

	inspecting sync.Mutex // goes before mu
	rules      []rule

	mu        sync.Mutex
	messages  []message
	held      int
	deaf      bool // nobody will take anything any more
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
		ws: ws, answers: queue.New(), record: &record{}, alarm: make(chan struct{}, 1),
		opened: make(chan struct{}), ended: make(chan struct{}),
		arrived: make(chan struct{}, 1), full: make(chan struct{}, 1), room: make(chan struct{}, 1),
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
// so far its place in the record.
func (c *connection) join(p *scene, name string) {
	c.inspecting.Lock()
	defer c.inspecting.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.name, c.mark, c.record, c.alarm = name, p.theirs, p.record, p.alarm
	for i := range c.messages {
		c.messages[i].entry = c.record.arrived(c.name, c.mark, c.messages[i])
	}
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
	c.inspecting.Lock()
	m := message{kind: codec.Type(e.Type), payload: payload}
	m.entry = c.record.arrived(c.name, c.mark, m)
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

// takeAll and putBack are for a new rule, which looks at all that waits.
func (c *connection) takeAll() []message {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := c.messages
	c.messages, c.held = nil, 0
	return all
}

func (c *connection) putBack(all []message) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.deaf {
		return
	}
	c.messages = all
	for _, m := range all {
		c.held += len(m.payload) + messageCost
	}
	if len(all) > 0 {
		signal(c.arrived)
	}
	signal(c.room)
}

// violated is for the first message that never may come.
func (c *connection) violated(v violation) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.violation == nil {
		c.violation = &v
	}
	signal(c.arrived)
	signal(c.alarm)
}

// broke is for the first answer that can't be made.
func (c *connection) broke(f *Failure) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.broken == nil {
		c.broken = f
	}
	signal(c.arrived)
	signal(c.alarm)
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

// waitOrFill is wait, unless so much comes that the end can't be seen: errOther.
func (c *connection) waitOrFill(ctx context.Context, late <-chan time.Time) error {
	select {
	case <-c.full: // may have been long ago
	default:
	}
	if c.isFull() {
		return errOther
	}
	return c.waitUnless(ctx, late, c.full)
}

func (c *connection) waitUnless(ctx context.Context, late <-chan time.Time, other <-chan struct{}) error {
	select {
	case <-other:
		return errOther
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
