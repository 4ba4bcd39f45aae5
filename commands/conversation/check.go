// Package conversation holds conversations as transcripts have them written
// down, from the client's side or from the server's.
package conversation

import (
	"context"
	"maps"
	"slices"
	"time"

	"wspipe/client"
	"wspipe/commands/transcript"
)

// Options say how Check connects, and what it may do.
type Options struct {
	// Connect makes a WebSocket for a URL, ready to be run; release is called
	// when it has ended.
	Connect func(url string, h transcript.Handshake) (ws *client.WebSocket, release func(), err error)
	// Retry is asked at each url line for a function that tells, of an attempt
	// that failed, whether and after what time to try again; nil: never.
	Retry func(url string) func(error) (time.Duration, bool)
	// Describe is an open event in JSON, for opened lines.
	Describe func(*client.WebSocket, client.OpenEvent) []byte
	// CloseTimeout is how long servers may take, at the end, to answer our close.
	CloseTimeout time.Duration
	// Update has < lines that are literal take what comes.
	Update bool
	Program
}

// Outcome is how a conversation went.
type Outcome struct {
	Passed       int             // steps
	Updates      map[int]string  // the matchers that lines would have to have, by number
	Failure      *Failure        // nil where all steps passed
	Conversation []string        // a line for everything that was sent, came or happened
	Times        []time.Duration // that the steps took, as far as they were tried
}

// Check takes the client's side. It returns when all connections have ended.
// The end of ctx ends it early, and its cause is the failure's error.
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

// check is one conversation under way.
type check struct {
	*scene
	o        Options
	former   []*connection // whose names others have now
	updates  map[int]string
	rows     map[*transcript.Row][]message     // that have come, in the order of the lines
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

// all also has those whose end was never seen.
func (c *check) all() []*connection {
	return slices.AppendSeq(c.former, maps.Values(c.connections))
}

// leave ends what is still open, all at once.
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
