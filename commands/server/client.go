package server

import (
	"net"
	"net/http"

	"wspipe/client"
)

// servedClient is one client. Clients are numbered from 1 in the order in which they open.
type servedClient struct {
	number  int
	request *http.Request
	ws      *client.WebSocket
	// opens is called just before the client sees that it is open; gone is called when it is gone.
	opens, gone func()
	connected   bool          // the connection has been handed to us
	held        *holdingConn  // the connection, if it is one
	compression share         // memory for compression
	over        chan struct{} // closed when the connection has ended
	dismissed   *dismissal    // why we closed the connection; needs the server's mu
	failed      error         // what failed on our side after it was gone
}

func (c *servedClient) terminate() {
	c.ws.Terminate()
	if c.held != nil {
		c.held.abort()
	}
}

// ServeHTTP handles one client, from its request to its end.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if answer, problem := s.gate.refuse(r); answer != 0 {
		s.refuse(w, r, answer, problem)
		return
	}
	behind, err := s.connectOn(r)
	if err != nil {
		s.passOn(w, r, err)
		return
	}
	c := &servedClient{request: r, opens: func() {}, gone: func() {}, over: make(chan struct{})}
	c.compression = share{memory: &s.memory, tooMuch: s.needsTooMuch(c)}
	o, tape := s.options(w, r), s.newTape()
	o.Trace.Holds = func(bytes int) { c.compression.hold(bytes) }
	tape.watch(&o)
	if behind != nil {
		defer behind.leave()
		o.Protocols = behind.protocols()
	}
	opens := func() {
		s.number(c)
		tape.begin(s, c, r)
	}
	c.ws = client.Accept(&opening{w, opens, func(conn net.Conn) { s.connected(c, conn) }}, r, o)
	if problem := s.admit(c); problem != "" {
		s.refuse(w, r, http.StatusServiceUnavailable, problem)
		return
	}
	defer s.leave(c)
	defer s.forget(c)
	if behind != nil {
		behind.serve(c, s.voice)
		s.onlooker.watch(c, behind.ws)
	} else {
		s.serving(c)
	}
	s.watch(c, r)
	closed := c.ws.OnClose
	c.ws.OnClose = func(e client.CloseEvent) {
		tape.end(e, s.ctx.Err() != nil)
		if closed != nil {
			closed(e)
		}
	}
	err = c.ws.Run(s.ctx)
	close(c.over)
	c.gone()
	if err == nil {
		err = c.failed
	}
	s.finish(c, err)
	s.ended(c, err)
}

// options returns the options for the client package, with the traces that the report needs.
func (s *server) options(w http.ResponseWriter, r *http.Request) client.Options {
	o := s.o.Client
	o.Protocols = agreeable(o.Protocols, offeredSubprotocols(r))
	if s.voice.Verbose > 0 {
		o.Trace.Response = func(resp *http.Response) { s.voice.handshake(r, resp.Status, w.Header()) }
	}
	if s.voice.Verbose > 1 {
		o.Trace.Frame = s.voice.Frame
	}
	return o
}

// watch makes the report note when c opens.
func (s *server) watch(c *servedClient, r *http.Request) {
	opened := c.ws.OnOpen
	c.ws.OnOpen = func(e client.OpenEvent) {
		s.voice.came(c.number, r.RemoteAddr)
		s.disagreed(c, r, e)
		if s.o.IdleTimeout > 0 {
			go s.awaitSilence(c)
		}
		if opened != nil {
			opened(e)
		}
	}
}

// number is called when the response to c is about to be written.
func (s *server) number(c *servedClient) {
	s.mu.Lock()
	s.opened++
	c.number = s.opened
	s.over = s.over || s.o.Once && s.opened == s.cast
	s.mu.Unlock()
	c.opens()
}

// ended reports how a client ended; with --once that is the server's result.
func (s *server) ended(c *servedClient, err error) {
	if c.number == 0 {
		return // it never opened
	}
	dismissed := s.dismissalOf(c)
	if dismissed != nil {
		err = dismissed
	}
	if err != nil {
		err = &clientError{c.number, err}
	}
	switch {
	case s.endsWithClient():
		s.stop(err)
	case dismissed != nil: // already reported
		s.voice.left(c.number, nil)
	default:
		s.voice.left(c.number, err)
	}
}

// endsWithClient reports whether the first client's result is the server's.
func (s *server) endsWithClient() bool { return s.o.Once && s.o.replay == nil }
