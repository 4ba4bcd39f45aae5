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

// performer is a program that talks to one client: messages are its input, its output is sent, and
// it ends with the client.
type performer struct {
	server  *server
	client  *servedClient
	all     *troupe
	program *program.Program
	says    *stderrLines
	out     stdio.Output
}

// perform serves each client with a program of its own.
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

// isThere pings the client. The first ping to a client that has gone gets its connection broken
// rather than answered, so the next one fails.
func (p *performer) isThere() bool { return p.client.ws.Ping(nil) == nil }

// listen passes the client's messages and events to the program.
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

// hear passes a message to the program: as it comes, or complete if the format requires that.
func (p *performer) hear(e client.MessageEvent) {
	show := func(body io.Reader) { p.out.Message(codec.Type(e.Type), body) }
	if p.server.o.Output.Encodes() {
		p.server.whole(p.client, e, show, p.out.Broke)
	} else {
		show(e.Reader())
	}
}

// speak sends the program's output, and closes when the program ends.
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

// send returns nil at the end of the program's output, and otherwise why not all of it was sent.
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

// patience returns how long the program may take to end.
func (p *performer) patience() time.Duration {
	limit := p.server.o.Client.CloseTimeout
	if p.server.ctx.Err() != nil {
		limit = min(limit, stdio.SignalGrace/4)
	}
	return limit
}

// endSoon runs when the server shuts down. The client may still send for a while, but the program
// must have ended before the server exits.
func (p *performer) endSoon() {
	select {
	case <-p.client.over:
	case <-time.After(p.patience()):
		_ = p.program.EndWithin(p.patience())
	}
}

// end returns when nothing of the program is left.
func (p *performer) end() {
	err := p.program.EndWithin(p.patience())
	p.all.leave(p.program)
	p.says.end()
	if err != nil && p.server.dismissalOf(p.client) == nil {
		p.client.failed = err
	}
}
