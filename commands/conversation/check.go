// Package conversation holds conversations as transcripts have them written
// down, from the client's side or from the server's.
package conversation

import (
	"context"
	"maps"
	"slices"
	"time"

	"wspipe/client"
	"wspipe/commands/matcher"
	"wspipe/commands/transcript"
)

// Options say how Check connects, and what it may do.
type Options struct {
	// Connect makes a WebSocket for a URL, ready to be run; release is called
	// when it has ended.
	Connect func(url string) (ws *client.WebSocket, release func(), err error)
	// Retry is asked at each url line for a function that tells, of an attempt
	// that failed, whether and after what time to try again; nil: never.
	Retry func() func(error) (time.Duration, bool)
	// CloseTimeout is how long servers may take, at the end, to answer our close.
	CloseTimeout time.Duration
	// Update has < lines that are literal take what comes.
	Update bool
}

// Outcome is how a conversation went.
type Outcome struct {
	Passed       int            // steps
	Updates      map[int]string // the matchers that lines would have to have, by number
	Failure      *Failure       // nil where all steps passed
	Conversation []string       // a line for everything that was sent, came or happened
}

// Check takes the client's side. It returns when all connections have ended.
// The end of ctx ends it early, and its cause is the failure's error.
func Check(ctx context.Context, t *transcript.Transcript, o Options) Outcome {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	c := &check{
		ctx: ctx, o: o, timeout: transcript.DefaultTimeout,
		values: transcript.Values{}, connections: map[string]*connection{}, updates: map[int]string{},
	}
	defer func() { leave(ctx, c.all(), 1000, "", o.CloseTimeout) }()
	out := Outcome{Updates: c.updates}
	for _, step := range t.Steps {
		if out.Failure = guarded(step, c.step); out.Failure != nil {
			break
		}
		out.Passed++
	}
	out.Conversation = c.record.lines()
	return out
}

// check is one conversation under way.
type check struct {
	ctx         context.Context
	o           Options
	timeout     time.Duration // of each step
	values      transcript.Values
	connections map[string]*connection // by name
	former      []*connection          // whose names others have now
	ignored     []ignored
	updates     map[int]string
	record      record
}

type ignored struct {
	all     bool
	name    string // of the connection
	matcher matcher.Matcher
}

func (c *check) step(s transcript.Step) *Failure {
	switch a := s.Action.(type) {
	case transcript.Open:
		return c.open(s, a)
	case transcript.Send:
		return c.send(s, a)
	case transcript.Expect:
		return c.expect(s, a)
	case transcript.Ignore:
		return c.ignore(s, a)
	case transcript.Capture:
		return c.capture(s, a)
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

// late is when the step that begins now has waited long enough.
func (c *check) late() <-chan time.Time { return time.After(c.timeout) }
