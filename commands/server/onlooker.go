package server

import (
	"bytes"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/stdio"
)

// onlooker shows on stdout what is forwarded, with --json. It does so before it passes a message
// on, so a slow reader of stdout slows both ends. A nil onlooker shows nothing.
type onlooker struct{ printer *printer }

// newOnlooker also returns a function that starts watching whether stdout is read.
func newOnlooker(s *server, streams stdio.Streams) (l *onlooker, begin func() (end func())) {
	if s.o.Output != codec.JSON {
		return nil, func() func() { return func() {} }
	}
	l = &onlooker{&printer{server: s, out: stdio.NewOutput(streams, s.o.Formats, s.stop)}}
	return l, func() func() { return stdio.WatchReader(streams.Out, func() { s.stop(nil) }) }
}

// watch shows what goes over a client's connection and the one to the next server.
func (l *onlooker) watch(c *servedClient, behind *client.WebSocket) {
	if l == nil {
		return
	}
	opened := c.ws.OnOpen
	c.ws.OnOpen = func(e client.OpenEvent) {
		l.printer.printFrom(c, "client", func(o stdio.Output) { o.Opened(e) })
		opened(e)
	}
	l.attend(c, c.ws, behind, "client")
	l.attend(c, behind, c.ws, "server")
}

// attend shows what comes from one end and goes to the other.
func (l *onlooker) attend(c *servedClient, from, to *client.WebSocket, end string) {
	show := func(calls func(stdio.Output)) { l.printer.printFrom(c, end, calls) }
	idle, ping, pong, closed := from.OnIdle, from.OnPing, from.OnPong, from.OnClose
	from.OnMessage = func(e client.MessageEvent) { l.message(c, e, to, show) }
	from.OnIdle = func() {
		show(stdio.Output.Flush)
		idle()
	}
	from.OnPing = func(e client.PingEvent) {
		show(func(o stdio.Output) { o.Control("ping", e.Data) })
		ping(e)
	}
	from.OnPong = func(e client.PingEvent) {
		show(func(o stdio.Output) { o.Control("pong", e.Data) })
		pong(e)
	}
	from.OnError = func(e client.ErrorEvent) { show(func(o stdio.Output) { o.Failed(explainClient(e.Err)) }) }
	from.OnClose = func(e client.CloseEvent) {
		show(func(o stdio.Output) {
			o.Closed(e)
			o.Flush()
		})
		closed(e)
	}
}

// message holds the whole message, as a line of JSON requires.
func (l *onlooker) message(c *servedClient, e client.MessageEvent, to *client.WebSocket, show func(func(stdio.Output))) {
	payload, err := e.Bytes()
	if err != nil {
		return // the connection's error, which shows elsewhere
	}
	s := l.printer.server
	if !s.memory.take(len(payload)) {
		s.letGo(c, tooMuch(errNoMemory))
		return
	}
	defer s.memory.give(len(payload))
	show(func(o stdio.Output) { o.Message(codec.Type(e.Type), bytes.NewReader(payload)) })
	_ = to.Queue(e.Type, payload) // an error ends the other end's reading, too
}
