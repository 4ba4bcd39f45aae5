package conversation

import (
	"context"
	"errors"
	"time"
)

// wait waits for the end of the connection, until late.
func (c *connection) wait(ctx context.Context, late <-chan time.Time) error {
	return c.waitUnless(ctx, late, nil)
}

// waitOrFill is wait, but returns errOther if so many messages arrive that the end can't be seen.
func (c *connection) waitOrFill(ctx context.Context, late <-chan time.Time) error {
	select {
	case <-c.full: // may have been set long ago
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

// interruptGrace is how long the connection may take to end once the context has ended.
const interruptGrace = 2 * time.Second

// leave closes with a code and a reason, and returns when the connection has ended, after patience
// at the latest. How the other end closes doesn't matter any more. If ctx has ended, the connection
// is already being closed with 1001.
func (c *connection) leave(ctx context.Context, code int, reason string, patience time.Duration) {
	c.discard()
	if ctx.Err() == nil {
		_ = c.ws.Close(code, reason) // the arguments are valid
	}
	if errors.Is(c.wait(ctx, time.After(patience)), errLate) {
		c.ws.Terminate()
	}
	if c.wait(context.Background(), time.After(interruptGrace)) != nil {
		c.ws.Terminate()
	}
	<-c.ended
}
