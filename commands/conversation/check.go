// Package conversation runs the conversations that transcripts describe, from the client's side or
// from the server's.
package conversation

import (
	"context"
	"maps"
	"slices"
	"time"

	"wspipe/client"
	"wspipe/commands/transcript"
)

// Options says how Check connects, and what it may do.
type Options struct {
	// Connect creates a WebSocket for a URL, ready to run; release is called when it has ended.
	Connect func(url string, h transcript.Handshake) (ws *client.WebSocket, release func(), err error)
	// Retry is called for each url line and returns a function that reports, for a failed attempt,
	// whether and after what delay to try again. If Retry is nil, no attempt is repeated.
	Retry func(url string) func(error) (time.Duration, bool)
	// Describe returns an open event in JSON, for opened lines.
	Describe func(*client.WebSocket, client.OpenEvent) []byte
	// CloseTimeout is how long servers may take to answer our close at the end.
	CloseTimeout time.Duration
	// Update makes literal < lines accept whatever message comes.
	Update bool
	Program
}

// Outcome is the result of a conversation.
type Outcome struct {
	Passed       int             // number of steps
	Updates      map[int]string  // the matchers that would make lines pass, by line number
	Failure      *Failure        // nil if all steps passed
	Conversation []string        // a line for everything that was sent, received or happened
	Times        []time.Duration // of the steps that were tried
}

// Check plays the client's side. It returns when all connections have ended. It stops early when
// ctx ends; the failure's error is then the cause.
func Check(ctx context.Context, t *transcript.Transcript, o Options) Outcome {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	c := &check{
		scene: newScene(ctx, o.Program, ">", "<"), o: o,
		updates: map[int]string{}, rows: map[*transcript.Row][]message{}, refusals: map[string]*client.HandshakeError{},
	}
	defer func() { leave(ctx, c.all(), 1000, "", o.CloseTimeout) }()
	out := Outcome{Updates: c.updates}
	for _, step := range t.Steps {
		began := time.Now()
		out.Failure = guarded(step, c.step)
		out.Times = append(out.Times, time.Since(began))
		if f := c.forbidden(); f != nil {
			out.Failure = f
		}
		if out.Failure != nil {
			break
		}
		out.Passed++
	}
	out.Conversation = c.log.lines()
	return out
}

// check is a conversation in progress.
type check struct {
	*scene
	o        Options
	former   []*connection // connections whose names are now used by others
	updates  map[int]string
	rows     map[*transcript.Row][]message     // received messages, in the order of the lines
	refusals map[string]*client.HandshakeError // that were expected, by the connection's name
}

func (c *check) step(s transcript.Step) *Failure {
	if f, done := c.common(s); done {
		return f
	}
	switch a := s.Action.(type) {
	case transcript.Open:
		return c.open(s, a)
	case transcript.Opened:
		return c.opened(s, a)
	case transcript.Rejected:
		return c.rejected(s, a)
	case transcript.Send:
		return c.send(s, a)
	case transcript.Expect:
		return c.expect(s, a)
	case transcript.Print:
		return c.print(s, a)
	case transcript.Save:
		return c.save(s, a)
	case transcript.Ping:
		return c.ping(s, a)
	case transcript.Timeout:
		c.timeout = a.Limit
	case transcript.Quiet:
		return c.quiet(s, a)
	case transcript.Close:
		return c.close(s, a)
	case transcript.Closed:
		return c.closed(s, a)
	}
	return nil
}

// all returns all connections, including those whose end was never seen.
func (c *check) all() []*connection {
	return slices.AppendSeq(c.former, maps.Values(c.connections))
}

// leave closes the connections that are still open, concurrently.
func leave(ctx context.Context, connections []*connection, code int, reason string, patience time.Duration) {
	done := make(chan struct{})
	for _, c := range connections {
		go func() {
			c.leave(ctx, code, reason, patience)
			done <- struct{}{}
		}()
	}
	for range connections {
		<-done
	}
}
