package server

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/fault"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// bridge connects serve's clients to the standard streams.
type bridge struct {
	server    *server
	printer   *printer
	source    codec.Source
	broadcast *broadcast
	person    *person
}

func newBridge(server *server, s stdio.Streams, h *person) *bridge {
	o := server.o
	b := &bridge{server: server, broadcast: newBroadcast(), person: h}
	if screen := h.sits(); screen != nil {
		b.source = screen.Messages()
		s.Out, o.Formats.Output = io.Discard, codec.Lines // the screen shows messages
	} else {
		b.source = o.AddressedReader(s.Dispensable())
	}
	b.printer = &printer{server: server, person: h, out: stdio.NewOutput(s, o.Formats, server.stop), streams: o.Once}
	server.serving = b.serve
	return b
}

// begin starts reading stdin and watching stdout, until the returned function is called.
func (b *bridge) begin(out io.Writer) func() {
	unwatch := stdio.WatchReader(out, func() { b.server.stop(nil) })
	go func() {
		if err := fault.Guard(b.read); err != nil {
			b.broadcast.settle(b.server.o.Client.CloseTimeout) // what came before the error is still sent
			b.server.stop(err)
		}
	}()
	return func() {
		b.broadcast.end()
		unwatch()
	}
}

// serve prints a client's messages and events, and sends it what stdin has.
func (b *bridge) serve(c *servedClient) {
	var place *feed
	ws, p := c.ws, b.printer
	c.opens = func() { // the client gets what stdin has from then on
		place = b.broadcast.join(c.number, func() { b.server.letGo(c, tooSlow()) })
		c.gone = place.leave
	}
	ws.OnOpen = func(e client.OpenEvent) {
		b.person.came(c)
		p.print(c, func(o stdio.Output) { o.Opened(e) })
		go b.feed(c, place)
	}
	ws.OnMessage = func(e client.MessageEvent) { p.message(c, e) }
	ws.OnIdle = func() { p.idle(c) }
	ws.OnPing = func(e client.PingEvent) { p.print(c, func(o stdio.Output) { o.Control("ping", e.Data) }) }
	ws.OnPong = func(e client.PingEvent) { p.print(c, func(o stdio.Output) { o.Control("pong", e.Data) }) }
	ws.OnError = func(e client.ErrorEvent) {
		if c.number != 0 {
			p.print(c, func(o stdio.Output) {
				o.Broke(strings.NewReader(""), e.Err)
				o.Failed(explainClient(e.Err))
			})
		}
	}
	ws.OnClose = func(e client.CloseEvent) {
		if c.number != 0 {
			b.person.went(c, e)
			p.print(c, func(o stdio.Output) {
				o.Closed(e)
				o.Flush()
			})
		}
	}
}

func (b *bridge) feed(c *servedClient, place *feed) {
	f := &feeder{to: stdio.Sending{WS: c.ws}, feed: place, closes: func(payload []byte) { b.closeAsTold(c, payload) }}
	err := fault.Guard(f.run)
	switch {
	case err == nil:
	case status.Is[*fault.Error](err): // only this client's
		b.server.letGo(c, faulty(err))
	default:
		b.server.stop(status.Localf("stdin: %w", err))
	}
}

// read passes stdin on while there are clients, and returns nil at its end.
func (b *bridge) read() error {
	first := true
	for b.broadcast.ready() {
		part, err := b.source.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return status.InputError(err)
		case !sendable(part, first):
			return status.Localf("%s is not UTF-8, as text must be (--binary sends any bytes)", b.source.Where())
		case part.Type == codec.Ping && len(part.Data) > maxPing:
			return status.Localf("%s: %w", b.source.Where(), client.ErrPingTooLong)
		}
		if part.Type == codec.Close {
			if err := checkClose(part.Data); err != nil {
				return status.Localf("%s: %w", b.source.Where(), err)
			}
		}
		part.Data = bytes.Clone(part.Data)
		if told := !b.source.Buffered(); part.Client == 0 {
			b.broadcast.add(part, first, told)
		} else if !b.broadcast.addFor(part.Client, part, told) {
			b.server.voice.missing(b.source.Where(), part.Client)
		}
		first = part.Last
	}
	return nil
}

// checkClose also accepts what can be received but not sent: no code, and no Close.
func checkClose(payload []byte) error {
	code, reason := closeOf(payload)
	if code == 1005 || code == 1006 {
		return nil
	}
	return client.CheckLenientClose(code, reason)
}

// closeAsTold closes a client as a Close frame would, or drops it without one.
func (b *bridge) closeAsTold(c *servedClient, payload []byte) {
	code, reason := closeOf(payload)
	closeAs(c.ws, client.CloseEvent{Code: code, Reason: reason})
	b.server.terminateLater(c)
}

const maxPing = 125 // bytes; RFC 6455, section 5.5

// sendable checks whole messages for UTF-8; a message in parts is checked as it is sent.
func sendable(part codec.Part, first bool) bool {
	return part.Type != codec.Text || !first || !part.Last || utf8.Valid(part.Data)
}
