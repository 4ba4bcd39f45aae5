package server

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/fault"
	"wspipe/commands/program"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// performer is a program that speaks with one client: messages are its input,
// what it prints is sent, and it ends with the client.
type performer struct {
	server  *server
	client  *servedClient
	all     *troupe
	program *program.Program
	says    *stderrLines
	out     stdio.Output
}

// perform has a program of its own speak with each client.
func (s *server) perform(all *troupe) {
	program.MindBrokenPipes()
	s.serving = func(c *servedClient) {
		p := &performer{server: s, client: c, all: all}
		c.ws.OnOpen = p.open
	}
}

func (p *performer) open(e client.OpenEvent) {
	c, o := p.client, &p.server.o
	p.says = &stderrLines{w: p.server.voice.W, number: c.number}
	p.program = program.New(program.Options{Command: o.Exec, Environ: p.server.environ(c), Stderr: p.says, Patience: o.Client.CloseTimeout})
	if err := p.all.start(p.program); err != nil {
		p.server.letGo(c, failed(err))
		return
	}
	unwatch := context.AfterFunc(p.server.ctx, p.endSoon)
	c.gone = func() {
		unwatch()
		p.end()
	}
	to := p.program.Attentive(o.Client.CloseTimeout, p.isThere)
	p.out = stdio.NewOutput(stdio.Streams{Out: to}, o.Formats, func(error) {}).Of(codec.From{Client: c.number})
	p.listen()
	p.out.Opened(e)
	go p.speak()
}

// isThere tells whether the client still is. The system of one that has gone
// doesn't answer a ping but breaks the connection, so that the next one fails.
func (p *performer) isThere() bool { return p.client.ws.Ping(nil) == nil }

// listen has the program hear what happens.
func (p *performer) listen() {
	ws := p.client.ws
	ws.OnMessage = p.hear
	ws.OnIdle = p.out.Flush
	ws.OnPing = func(e client.PingEvent) { p.out.Control("ping", e.Data) }
	ws.OnPong = func(e client.PingEvent) { p.out.Control("pong", e.Data) }
	ws.OnError = func(e client.ErrorEvent) {
		p.out.Broke(strings.NewReader(""), e.Err)
		p.out.Failed(explainClient(e.Err))
	}
	closed := ws.OnClose
	ws.OnClose = func(e client.CloseEvent) {
		p.out.Closed(e)
		p.out.Flush()
		if closed != nil {
			closed(e)
		}
	}
}

// hear has the program hear a message: as it comes, or in a format that needs all
// of it once it is there.
func (p *performer) hear(e client.MessageEvent) {
	show := func(body io.Reader) { p.out.Message(codec.Type(e.Type), body) }
	if p.server.o.Output.Encodes() {
		p.server.whole(p.client, e, show, p.out.Broke)
	} else {
		show(e.Reader())
	}
}

// speak sends what the program says, and closes as it ends.
func (p *performer) speak() {
	s, c := p.server, p.client
	err := fault.Guard(p.send)
	switch {
	case status.Is[*fault.Error](err):
		s.letGo(c, faulty(err))
	case status.Is[*status.LocalError](err):
		s.letGo(c, failed(err))
	case err != nil: // the client's end, which shows elsewhere
		p.program.Hurry(s.o.Client.CloseTimeout)
	case c.ws.ReadyState() != client.Open:
	case p.program.Failure() != nil:
		s.letGo(c, failed(p.program.Failure()))
	default:
		_ = c.ws.Close(finished, "")
	}
}

const finished = 1000

// send returns nil at the end of what the program says, and else why not all of
// it was sent.
func (p *performer) send() error {
	from, to := p.server.o.Reader(p.program, false), stdio.Sending{WS: p.client.ws}
	for {
		if !from.Buffered() {
			if err := to.WS.Flush(); err != nil {
				return err
			}
		}
		part, err := from.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			_ = to.WS.Flush()
			return status.InputError(err)
		}
		if err := to.Pass(part); err != nil {
			if problem := stdio.Unsendable(from.Where(), err); problem != nil {
				_ = to.WS.Flush()
				return problem
			}
			return err
		}
	}
}

// patience is how long the program may take to end.
func (p *performer) patience() time.Duration {
	limit := p.server.o.Client.CloseTimeout
	if p.server.ctx.Err() != nil {
		limit = min(limit, stdio.SignalGrace/4)
	}
	return limit
}

// endSoon is for when we end: what the client still says may take a while, but
// the program must have ended when it is our time to go.
func (p *performer) endSoon() {
	select {
	case <-p.client.over:
	case <-time.After(p.patience()):
		_ = p.program.EndWithin(p.patience())
	}
}

// end returns when nothing is left of the program.
func (p *performer) end() {
	err := p.program.EndWithin(p.patience())
	p.all.leave(p.program)
	p.says.end()
	if err != nil && p.server.dismissalOf(p.client) == nil {
		p.client.failed = err
	}
}
