package conversation

import (
	"context"
	"errors"
	"strings"
	"time"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/fault"
	"wspipe/commands/transcript"
)

func (c *check) send(s transcript.Step, a transcript.Send) *Failure {
	connection := c.connections[s.Name]
	kind, payload, err := a.Message(c.values)
	if err != nil {
		return bad(s, err)
	}
	c.log.add(s, ">", sentText(s))
	c.looksAt(s.Name, message{kind: kind, payload: payload})
	err = connection.send(c.ctx, kind, payload, c.timeout)
	full := connection.isFull()
	switch {
	case errors.Is(err, errLate) && full:
		return waited(s, err, c.timeout, "the server waits for < lines to take what it has sent, and took nothing of it")
	case errors.Is(err, errLate):
		return waited(s, err, c.timeout, "the server took nothing of it")
	case errors.Is(err, client.ErrNotUTF8):
		return bad(s, err)
	case err != nil:
		f := waited(s, connection.whyNot(c.ctx, c.late(), err), c.timeout, "the connection was closing, and had not ended")
		f.Problem = "it can't be sent"
		return f
	}
	return nil
}

// sentText returns the message as written in the file, because values that are known from the start
// may be secrets.
func sentText(s transcript.Step) string {
	text := s.Text
	if s.Name != "" {
		text = strings.TrimSpace(strings.TrimPrefix(text, "@"+s.Name))
	}
	return strings.TrimSpace(strings.TrimPrefix(text, ">"))
}

// send sends a message, and drops the connection if that takes longer than limit.
func (c *connection) send(ctx context.Context, kind codec.Type, payload []byte, limit time.Duration) error {
	sent := make(chan error, 1)
	go func() {
		sent <- fault.Guard(func() error { return c.ws.Send(client.Type(kind), payload) })
	}()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case err := <-sent:
		return err
	case <-timer.C:
	case <-ctx.Done(): // which closes the connection in good order, unless this send is stuck
		timer.Reset(interruptGrace)
		select {
		case <-sent: //nolint:errcheck // the reason is that we were told to end
			return context.Cause(ctx)
		case <-timer.C:
		}
	}
	c.ws.Terminate()
	<-sent //nolint:errcheck // the error is that the connection was dropped
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return errLate
}

// whyNot returns why nothing can be sent: how the connection ended, if it has.
func (c *connection) whyNot(ctx context.Context, late <-chan time.Time, err error) error {
	if !errors.Is(err, client.ErrNotOpen) {
		return err
	}
	if err := c.wait(ctx, late); err != nil {
		return err
	}
	return c.outcome()
}
