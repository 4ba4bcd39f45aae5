package conversation

import (
	"context"
	"errors"
	"time"
)

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
