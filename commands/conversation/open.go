package conversation

import (
	"context"
	"time"

	"wspipe/commands/transcript"
)

// open takes as long as the client allows, and Retry.
func (c *check) open(s transcript.Step, a transcript.Open) *Failure {
	again := func(error) (time.Duration, bool) { return 0, false }
	if c.o.Retry != nil {
		again = c.o.Retry()
	}
	for {
		connection, err := c.connect(a.URL(c.values))
		if err == nil {
			c.take(s.Name, connection)
			c.record.add(s, "*", "connected to "+connection.ws.URL())
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

// take gives a name to a connection. That which had it before was closed, but
// may not have ended: what it holds is of no use to anybody now.
func (c *check) take(name string, connection *connection) {
	if former := c.connections[name]; former != nil {
		former.discard()
		c.former = append(c.former, former)
	}
	c.connections[name] = connection
}

// connect returns a connection that is open.
func (c *check) connect(url string) (*connection, error) {
	ws, release, err := c.o.Connect(url)
	if err != nil {
		return nil, err
	}
	connection := newConnection(ws)
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
	case <-connection.opened: // and was over soon
		return connection, nil
	case <-c.ctx.Done():
		return nil, context.Cause(c.ctx)
	default:
		return nil, connection.err
	}
}
