package session

import (
	"bytes"
	"io"
	"strings"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/fault"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// handle sets the handlers of ws. They pass its events to the session and fill in end.
func (p *session) handle(ws *client.WebSocket, end *ending) {
	p.recordDial(ws)
	var failed error
	gone := make(chan struct{})
	ws.OnOpen = func(e client.OpenEvent) {
		end.opened = true
		p.meter.opens(e)
		p.recordOpen(ws)
		p.repeat(ws, gone)
		p.opened(ws, e)
	}
	ws.OnMessage = func(e client.MessageEvent) {
		end.steady = true
		p.received(ws, e)
	}
	ws.OnIdle = func() { p.idle(ws.Arriving()) }
	ws.OnPing = func(e client.PingEvent) { p.out.Control("ping", e.Data) }
	ws.OnPong = func(e client.PingEvent) {
		if !p.person.ponged(e) {
			p.voice.Pong(e)
		}
		p.out.Control("pong", e.Data)
	}
	ws.OnError = func(e client.ErrorEvent) {
		failed = e.Err
		p.out.Broke(strings.NewReader(""), e.Err)
		p.out.Failed(status.Explain(e.Err))
	}
	ws.OnClose = func(e client.CloseEvent) {
		close(gone)
		p.meter.ended(e, failed)
		end.code, end.reason, end.cutOff = e.Code, e.Reason, ws.Arriving()
		if end.opened {
			p.recordEnd(e, failed)
		}
		p.closed(e)
	}
}

func (p *session) opened(ws *client.WebSocket, e client.OpenEvent) {
	if !p.brief {
		p.watch()
	}
	p.voice.Opened(e)
	if !p.startProgram() {
		return
	}
	p.out.Opened(e)
	p.person.connected(e)
	if problem := p.tally.opened(); problem != nil {
		p.over(problem)
		return
	}
	p.quiet.broken()
	p.quiet.idle()
	size := 0
	for _, m := range p.o.OnOpen {
		size += len(m.Payload)
	}
	short := size <= shortGreeting
	if short {
		p.greet(ws)
	}
	go p.guarded(func() {
		if !short {
			p.greet(ws)
		}
		_ = ws.Flush()
		if p.relay.pass(ws) {
			p.sendAll(ws)
		}
	})
}

// guarded runs work that reads input. A fault in it ends the session, after everything that has
// arrived is written.
func (p *session) guarded(work func()) {
	err := fault.Guard(func() error {
		work()
		return nil
	})
	if err != nil {
		p.stop(settled, err)
	}
}

// shortGreeting is how much of --on-open, in bytes, is queued before anything from the server is
// looked at. That much fits without the network, so a server that reads nothing can't hold up
// incoming messages.
const shortGreeting = 32 << 10

// greet queues what is sent first after each open.
func (p *session) greet(ws *client.WebSocket) {
	for _, m := range p.o.OnOpen {
		kind := client.Type(m.Type)
		sending := p.recorder.Sending(kind, m.Payload)
		p.recorder.Sent(sending, ws.Queue(kind, m.Payload)) // an error that ends the connection shows elsewhere
		p.person.unasked(m)
	}
}

func (p *session) received(ws *client.WebSocket, e client.MessageEvent) {
	p.quiet.busy()
	if p.tally.over {
		return
	}
	if p.brief { // until there is something to see
		p.watch()
	}
	kind, body := codec.Type(e.Type), e.Reader()
	var payload []byte
	whole := false
	if p.looks() {
		payload, body, whole = hold(e)
		if whole && p.passesOver(ws, kind, payload) {
			return
		}
	}
	p.quiet.broken()
	if p.o.Filter != nil {
		if !whole || !p.showFiltered(payload) {
			return
		}
	} else if !p.show(kind, body) {
		return
	}
	if problem := p.tally.add(kind, payload); problem != nil {
		p.over(problem)
	} else if p.tally.met() {
		p.over(nil)
	}
}

func (p *session) show(kind codec.Type, body io.Reader) (complete bool) {
	if p.person != nil {
		p.out.Flush() // earlier events first
		return p.person.message(kind, body)
	}
	p.prompt.hide()
	return p.out.Message(kind, body)
}

// hold waits for a whole message. If it was cut off, the part that arrived can still be printed.
func hold(e client.MessageEvent) (payload []byte, body io.Reader, whole bool) {
	payload, err := e.Bytes()
	if err != nil {
		return payload, io.MultiReader(bytes.NewReader(payload), stdio.Failing{Err: err}), false
	}
	return payload, bytes.NewReader(payload), true
}

// over ends the session because of what arrived: nothing that follows matters.
func (p *session) over(problem error) {
	p.tally.over = true
	if problem == nil {
		p.out.Flush()
	}
	p.stop(settled, problem)
}

// idle leaves a message that is still arriving alone: that isn't silence, and nothing may be
// written into it.
func (p *session) idle(arriving bool) {
	p.out.Flush()
	if arriving {
		p.quiet.busy()
		return
	}
	p.prompt.show()
	p.person.idle()
	p.quiet.idle()
}

func (p *session) closed(e client.CloseEvent) {
	p.prompt.hide()
	if why := p.ended().err; why != nil && !status.Is[*status.LocalError](why) {
		p.out.Failed(status.Explain(why))
	}
	p.out.Closed(e)
	p.out.Flush()
}
