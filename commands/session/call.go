package session

import (
	"crypto/tls"
	"errors"
	"fmt"
	"slices"
	"time"

	"wspipe/client"
	"wspipe/commands/dial"
	"wspipe/commands/duration"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
	"wspipe/commands/terminal"
)

// The slash commands. A person is their terminal.Session.

var errNotConnected = errors.New("there is no connection now")

// redial is a request for another connection.
type redial struct{ target dial.Target }

// Close implements terminal.Session.
func (h *person) Close(code int, reason string) error {
	p := h.session
	if code == 0 {
		code = p.o.CloseCode
	}
	if err := client.CheckLenientClose(code, reason); err != nil {
		return err
	}
	if ws := h.current(); ws == nil || ws.ReadyState() == client.Closed {
		p.stop(settled, nil)
		return nil
	}
	p.closeWith(code, reason)
	p.stopNow()
	return nil
}

// Connected implements terminal.Session.
func (h *person) Connected() bool {
	ws := h.current()
	return ws != nil && ws.ReadyState() == client.Open
}

// Forget implements terminal.Session.
func (h *person) Forget() {
	s := h.session.sender
	s.inHand.Lock()
	defer s.inHand.Unlock()
	s.forget()
}

// Connect implements terminal.Session.
func (h *person) Connect(url string) error {
	p := h.session
	elsewhere := url != ""
	if !elsewhere {
		url = p.url()
	}
	target, err := p.o.Target(url)
	if err != nil {
		return err
	}
	if _, err := target.New(); err != nil {
		target.Release()
		return err
	}
	h.moved.Store(elsewhere)
	h.mu.Lock()
	h.redial = &redial{target}
	h.mu.Unlock()
	select {
	case h.again <- struct{}{}:
	default:
	}
	p.mu.Lock()
	ws := p.ws
	p.o.Url = url
	p.mu.Unlock()
	if ws != nil && h.redials() { // otherwise it is the new one already
		_ = ws.Close(p.closing())
		time.AfterFunc(p.o.Client.CloseTimeout, ws.Terminate)
	}
	return nil
}

// redials reports whether the person has asked for another connection.
func (h *person) redials() bool {
	if h == nil {
		return false
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.redial != nil
}

// wakes returns a channel that ends a pause when the person asks for another connection.
func (h *person) wakes() <-chan struct{} {
	if h == nil {
		return nil
	}
	return h.again
}

// redialled returns the target of the connection that the person asked for, if any.
func (h *person) redialled() (dial.Target, bool) {
	if h == nil {
		return dial.Target{}, false
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.redial == nil {
		return dial.Target{}, false
	}
	target := h.redial.target
	h.redial, h.outage = nil, time.Time{}
	select {
	case <-h.again:
	default:
	}
	return target, true
}

// Ping implements terminal.Session.
func (h *person) Ping(text string) error {
	ws, err := h.connection()
	if err != nil {
		return err
	}
	h.pinged.Store(true)
	return ws.Ping([]byte(text))
}

// ponged shows the round-trip time if the person sent the ping.
func (h *person) ponged(e client.PingEvent) bool {
	if h == nil || e.RoundTrip == 0 || !h.pinged.Swap(false) {
		return false
	}
	h.screen.Notice(terminal.Happened, fmt.Sprintf("pong after %.1f ms", duration.Milliseconds(e.RoundTrip)))
	return true
}

func (h *person) connection() (*client.WebSocket, error) {
	ws := h.current()
	if ws == nil || ws.ReadyState() != client.Open {
		return nil, errNotConnected
	}
	return ws, nil
}

// Info implements terminal.Session.
func (h *person) Info() []string {
	h.mu.Lock()
	e, since := h.last, h.since
	h.mu.Unlock()
	ws, err := h.connection()
	if err != nil {
		return []string{err.Error()}
	}
	lines := []string{"URL " + status.Printable(e.URL), "address " + ws.Conn().RemoteAddr().String()}
	if state := ws.TLS(); state != nil {
		lines = append(lines, tls.VersionName(state.Version)+", "+tls.CipherSuiteName(state.CipherSuite))
	}
	if e.Protocol != "" {
		lines = append(lines, "subprotocol "+status.Printable(e.Protocol))
	}
	if e.Extensions != "" {
		lines = append(lines, "extensions "+status.Printable(e.Extensions))
	}
	var headers []string
	for name, values := range stdio.Spelled(e.Header) {
		for _, value := range values {
			headers = append(headers, "header "+name+": "+status.Redacted(name, value))
		}
	}
	slices.Sort(headers)
	return append(append(lines, headers...),
		"sent "+h.sent.String(), "received "+h.came.String(), "since "+since.Format(time.RFC3339))
}

// Record implements terminal.Session.
func (h *person) Record(name string) error {
	p := h.session
	if name == "" {
		if !h.stopRecording() {
			return errors.New("nothing is being recorded that /record began")
		}
		return nil
	}
	if p.recorder.Active() {
		return errors.New("this is being recorded already (/record stop ends that)")
	}
	ws, err := h.connection()
	if err != nil {
		return err
	}
	file, err := openRecord("/record", name, p.o, p.s)
	if err != nil {
		return err
	}
	h.mu.Lock()
	h.record = file
	h.mu.Unlock()
	p.recorder.Restart(file)
	p.recordOpen(ws)
	h.screen.Notice(terminal.Happened, "recording to "+status.Printable(name))
	return nil
}

// stopRecording ends the recording that /record began, and reports whether there was one.
func (h *person) stopRecording() bool {
	h.mu.Lock()
	file := h.record
	h.record = nil
	h.mu.Unlock()
	if file == nil {
		return false
	}
	h.session.recorder.End(nil)
	_ = file.file.Close()
	h.screen.Notice(terminal.Happened, "the recording ended")
	return true
}

// Verbose implements terminal.Session.
func (h *person) Verbose(level int) error {
	h.session.voice.Louder(level)
	return nil
}
