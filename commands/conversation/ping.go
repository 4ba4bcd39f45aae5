package conversation

import (
	"bytes"
	"errors"
	"fmt"

	"wspipe/client"
	"wspipe/commands/transcript"
)

// pinged is a ping whose pong a step waits for.
type pinged struct {
	data     []byte
	answered chan struct{}
}

func (c *connection) ponged(e client.PingEvent) {
	waiting := c.pinged.Load()
	if waiting != nil && bytes.Equal(waiting.data, e.Data) && c.pinged.CompareAndSwap(waiting, nil) {
		close(waiting.answered)
	}
}

func (c *check) ping(s transcript.Step, a transcript.Ping) *Failure {
	connection := c.connections[s.Name]
	text := a.Text(c.values)
	if text == "" {
		text = fmt.Sprintf("wspipe check, line %d", s.Line)
	}
	ping := &pinged{[]byte(text), make(chan struct{})}
	connection.pinged.Store(ping)
	c.log.add(s, ">", "ping "+text)
	late := c.late()
	if err := connection.ws.Ping(ping.data); err != nil {
		f := waited(s, connection.whyNot(c.ctx, late, err), c.timeout, "the connection was closing, and had not ended")
		f.Problem = "it can't be sent"
		return f
	}
	err := connection.waitUnless(c.ctx, late, ping.answered)
	switch {
	case err == nil:
		return &Failure{Step: s, Problem: "no pong came", Err: connection.outcome()}
	case errors.Is(err, errOther):
		c.log.add(s, "<", "pong "+text)
		return nil
	}
	return waited(s, err, c.timeout, "no pong came")
}
