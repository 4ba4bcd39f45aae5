package server

import (
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"wspipe/client"
	"wspipe/commands/dial"
	"wspipe/commands/fault"
	"wspipe/commands/status"
)

// Forward is the server that clients are connected to.
type Forward struct {
	URL    string // empty: none
	Client client.Options
	// KeepsLogin means that the clients' Authorization isn't passed on: it was for us, or is
	// replaced by another.
	KeepsLogin bool
}

// behind is the connection to the next server for one client.
type behind struct {
	ws     *client.WebSocket
	opened chan client.OpenEvent
	joined chan struct{} // closed when the client is open, or won't be
	join   sync.Once
	ended  chan struct{}
	err    error // how it ended
}

// connectOn connects to the next server before the client's request is answered: the answer depends
// on it. It returns nil if clients aren't forwarded.
func (s *server) connectOn(r *http.Request) (*behind, error) {
	if s.o.Forward.URL == "" {
		return nil, nil
	}
	o := s.o.Forward.Client
	o.MaxRefusal = longestRefusal + 1
	o.Header, o.Protocols, o.Trace = s.o.Forward.header(r), offeredSubprotocols(r), s.voice.Trace()
	target, err := dial.Options{Client: o}.Target(s.o.Forward.URL)
	if err != nil {
		return nil, err
	}
	ws, err := target.New()
	if err != nil {
		return nil, err
	}
	b := &behind{ws: ws, opened: make(chan client.OpenEvent, 1), joined: make(chan struct{}), ended: make(chan struct{})}
	// Read nothing until the client is there to receive it.
	ws.OnOpen = func(e client.OpenEvent) {
		b.opened <- e
		<-b.joined
	}
	go func() {
		defer close(b.ended)
		b.err = dial.Pinned(o.TLS, fault.Guard(func() error { return ws.Run(s.ctx) }))
	}()
	select {
	case <-b.opened:
		return b, nil
	case <-b.ended:
		return nil, b.err
	case <-r.Context().Done():
		b.leave()
		return nil, r.Context().Err()
	}
}

// header returns the header of the handshake, including what identifies the client.
func (f *Forward) header(r *http.Request) http.Header {
	header := f.Client.Header.Clone()
	for _, name := range []string{"Origin", "Cookie", "Authorization"} {
		if values := r.Header.Values(name); len(values) > 0 && header.Get(name) == "" && (name != "Authorization" || !f.KeepsLogin) {
			header[name] = values
		}
	}
	return header
}

// longestRefusal is how much of the body of a refusal is passed on, in bytes.
const longestRefusal = 1 << 20

// passOn answers a client as the next server did: with its status, body and related headers.
func (s *server) passOn(w http.ResponseWriter, r *http.Request, err error) {
	var refusal *client.HandshakeError
	if !errors.As(err, &refusal) || refusal.StatusCode < 200 {
		s.refuse(w, r, http.StatusBadGateway, "the server behind: "+status.Explain(err))
		return
	}
	for _, name := range []string{"Content-Type", "Content-Encoding", "WWW-Authenticate", "Location", "Retry-After", "Set-Cookie"} {
		for _, value := range refusal.Header.Values(name) {
			w.Header().Add(name, value)
		}
	}
	w.WriteHeader(refusal.StatusCode)
	_, _ = w.Write(refusal.Body[:min(len(refusal.Body), longestRefusal)]) // an error means that the client left
	why := "so the server behind answered"
	if len(refusal.Body) > longestRefusal {
		why += fmt.Sprintf(", at greater length than %d bytes, which are passed on", longestRefusal)
	}
	s.voice.refused(r.RemoteAddr, refusal.StatusCode, why)
}

// protocols returns what may be agreed on with the client: the next server's choice.
func (b *behind) protocols() []string {
	if chosen := b.ws.Protocol(); chosen != "" {
		return []string{chosen}
	}
	return nil
}

// serve passes on what either end sends, each at the pace of the other.
func (b *behind) serve(c *servedClient, voice clientVoice) {
	pass(c.ws, b.ws)
	pass(b.ws, c.ws)
	c.ws.OnOpen = func(client.OpenEvent) { b.join.Do(func() { close(b.joined) }) }
	c.gone = func() {
		b.leave()
		if status.Is[*client.ProtocolError](b.err) || status.Is[*client.TimeoutError](b.err) {
			voice.Say((&clientError{c.number, b.err}).Error())
		}
	}
}

// pass forwards one end's messages, pings, pongs and close to the other.
func pass(from, to *client.WebSocket) {
	from.LeavePings() // the other end answers them
	e := &echoer{ws: to}
	from.OnMessage = e.message
	from.OnIdle = func() { _ = to.Flush() } // an error ends the other end's reading, too
	from.OnPing = func(p client.PingEvent) { _ = to.Ping(p.Data) }
	from.OnPong = func(p client.PingEvent) { to.Pong(p.Data) }
	from.OnClosing = func(e client.CloseEvent) { closeAs(to, e) } // whose answer is the other end's
	from.OnClose = from.OnClosing
}

// closeAs ends a connection the way the other one ended.
func closeAs(ws *client.WebSocket, e client.CloseEvent) {
	switch {
	case e.Code == 1005:
		_ = ws.Close(0, "")
	case e.Code == 1006, ws.Close(e.Code, e.Reason) != nil:
		ws.Terminate()
	}
}

// leave ends the connection, unless the client's end has done so, and waits for it.
func (b *behind) leave() {
	_ = b.ws.Close(1001, "")
	b.join.Do(func() { close(b.joined) })
	<-b.ended
}

// forwardTime returns how long a client's handshake may take, including that with the next server.
func (o *Options) forwardTime(limit time.Duration) time.Duration {
	if o.Forward.URL == "" {
		return limit
	}
	return 2*limit + time.Second
}
