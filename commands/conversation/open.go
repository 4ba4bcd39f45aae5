package conversation

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/transcript"
)

// open takes as long as the client and Retry allow.
func (c *check) open(s transcript.Step, a transcript.Open) *Failure {
	url, handshake := a.URL(c.values), a.Handshake(c.values)
	again := func(error) (time.Duration, bool) { return 0, false }
	if c.o.Retry != nil {
		again = c.o.Retry(url)
	}
	for {
		connection, err := c.connect(s, url, handshake)
		if err == nil {
			c.take(s.Name, connection)
			for _, r := range c.rules {
				connection.follow(r)
			}
			return nil
		}
		if c.refused(s, handshake, err) {
			return nil
		}
		delay, ok := again(err)
		if !ok {
			return &Failure{Step: s, Err: err}
		}
		select {
		case <-time.After(delay):
		case <-c.ctx.Done():
			return &Failure{Step: s, Problem: "no connection yet (" + err.Error() + ")", Err: context.Cause(c.ctx)}
		}
	}
}

// take gives a name to a connection. The one that had the name was closed, but may not have ended;
// nothing can use the messages it holds.
func (c *check) take(name string, connection *connection) {
	if former := c.connections[name]; former != nil {
		former.discard()
		c.former = append(c.former, former)
	}
	c.connections[name] = connection
}

// refused reports whether the handshake was answered in the way that a rejected line checks. A
// status other than the expected one fails that line, except for 502 and 503, which may pass and
// are left to Retry.
func (c *check) refused(s transcript.Step, h transcript.Handshake, err error) bool {
	var refusal *client.HandshakeError
	if h.Rejected == 0 || !errors.As(err, &refusal) || refusal.Problem != "" {
		return false
	}
	forNow := refusal.StatusCode == http.StatusBadGateway || refusal.StatusCode == http.StatusServiceUnavailable
	if refusal.StatusCode != h.Rejected && forNow {
		return false
	}
	c.refusals[s.Name] = refusal
	c.log.add(s, "*", fmt.Sprintf("rejected with %d", refusal.StatusCode))
	return true
}

func (c *check) rejected(s transcript.Step, a transcript.Rejected) *Failure {
	refusal := c.refusals[s.Name]
	if refusal == nil {
		c.connections[s.Name].parted = true
		return &Failure{Step: s, Problem: "the server let us in", Expected: s.Text, Got: "opened"}
	}
	got := message{kind: codec.Text, payload: refusal.Body}
	c.looksAt(s.Name, got)
	if refusal.StatusCode != a.Code {
		return &Failure{Step: s, Problem: "the handshake was answered otherwise", Expected: s.Text, Got: fmt.Sprintf("rejected %d", refusal.StatusCode)}
	}
	body, err := a.Body(c.values)
	switch {
	case err != nil:
		return bad(s, err)
	case body == nil:
		return nil
	}
	if mismatch := body.Match(got.kind, got.payload); mismatch != nil {
		return mismatched(s, "the body of the answer doesn't match", body, got, mismatch)
	}
	return nil
}

func (c *check) opened(s transcript.Step, a transcript.Opened) *Failure {
	m, err := a.Matcher(c.values)
	if err != nil {
		return bad(s, err)
	}
	connection := c.connections[s.Name]
	got := message{kind: codec.Text, payload: c.o.Describe(connection.ws, connection.opening)}
	c.looksAt(s.Name, got)
	if mismatch := m.Match(got.kind, got.payload); mismatch != nil {
		return mismatched(s, "the open event doesn't match", m, got, mismatch)
	}
	c.groups(m, got)
	return nil
}

// connect returns an open connection.
func (c *check) connect(s transcript.Step, url string, h transcript.Handshake) (*connection, error) {
	ws, release, err := c.o.Connect(url, h)
	if err != nil {
		return nil, err
	}
	connection := newConnection(ws)
	connection.join(c.scene, s.Name)
	if h.Nopong {
		ws.LeavePings()
	}
	opened := ws.OnOpen
	ws.OnOpen = func(e client.OpenEvent) {
		c.log.add(s, "*", "connected to "+ws.URL())
		opened(e)
	}
	go func() {
		err := ws.Run(c.ctx)
		release()
		connection.finish(err)
	}()
	select {
	case <-connection.opened:
		return connection, nil
	case <-connection.ended:
	}
	select {
	case <-connection.opened: // it opened and ended soon after
		return connection, nil
	case <-c.ctx.Done():
		return nil, context.Cause(c.ctx)
	default:
		return nil, connection.err
	}
}
