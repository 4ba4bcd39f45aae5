package conversation

import (
	"errors"
	"fmt"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/matcher"
	"wspipe/commands/transcript"
)

// close also passes if the server has already closed in good order, since which side closes first
// is a matter of luck.
func (c *check) close(s transcript.Step, a transcript.Close) *Failure {
	connection := c.connections[s.Name]
	reason, err := a.Reason(c.values)
	if err != nil {
		return bad(s, err)
	}
	connection.parted = true
	_ = connection.ws.Close(a.Code, reason) // was checked
	c.log.add(s, "*", "closing with "+closeNotation(a.Code, reason))
	err = connection.waitOrFill(c.ctx, c.late())
	if errors.Is(err, errOther) {
		return nil // later lines may take the messages that come before the end
	}
	if err != nil {
		connection.ws.Terminate() // it has had its time
		return waited(s, err, c.timeout, "the server did not answer our close")
	}
	if connection.err != nil {
		return &Failure{Step: s, Err: connection.outcome()}
	}
	return nil
}

func (c *check) closed(s transcript.Step, a transcript.Closed) *Failure {
	reason, err := a.Reason(c.values)
	if err != nil {
		return bad(s, err)
	}
	connection := c.connections[s.Name]
	if connection.parted { // by us: messages on their way don't matter
		connection.discard()
	}
	got, err := c.next(s, connection, c.late())
	if err == nil {
		c.log.took(s, got, "")
		return &Failure{Step: s, Problem: "a message came before the close", Expected: s.Text, Got: matcher.Brief(got.kind, got.payload)}
	}
	if !errors.As(err, new(*EndError)) {
		return waited(s, err, c.timeout, "the server had not closed")
	}
	c.log.add(s, "*", "closed with "+closeNotation(connection.end.Code, connection.end.Reason))
	if problem := connection.wrongEnd(a.Code, reason); problem != "" {
		return &Failure{Step: s, Problem: problem, Expected: s.Text, Got: "closed " + closeNotation(connection.end.Code, connection.end.Reason)}
	}
	return nil
}

// wrongEnd describes how the end differs from the expected one. If we closed because the server
// broke the protocol or was silent, that isn't an end that the server chose.
func (c *connection) wrongEnd(code int, reason matcher.Matcher) string {
	switch {
	case errors.As(c.err, new(*client.ProtocolError)), errors.As(c.err, new(*client.TimeoutError)):
		return c.err.Error()
	case code != 0 && code != c.end.Code:
		return "the server closed with another code"
	case reason != nil && reason.Match(codec.Text, []byte(c.end.Reason)) != nil:
		return "the server closed for another reason"
	}
	return ""
}

// closeNotation returns a code and a reason as in a close line.
func closeNotation(code int, reason string) string {
	if reason == "" {
		return fmt.Sprint(code)
	}
	return fmt.Sprintf("%d %s", code, transcript.Notation(codec.Text, []byte(reason)))
}
