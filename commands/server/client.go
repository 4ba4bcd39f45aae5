package server

import (
	"net"
	"net/http"

	"wspipe/client"
)

// servedClient is one client. Its number counts, from 1, those that opened, in
// the order in which they did.
type servedClient struct {
	number  int
	request *http.Request
	ws      *client.WebSocket
	// opens is called just before the client sees that it is open, and gone
	// when it is gone.
	opens, gone func()
	connected   bool          // its connection is ours
	held        *holdingConn  // that, if it is one
	compression share         // what that takes
	over        chan struct{} // closed when its connection has ended
	dismissed   *dismissal    // why we closed it; needs the server's mu
	failed      error         // what of ours failed when it was gone
}

func (c *servedClient) terminate() {
	c.ws.Terminate()
	if c.held != nil {
		c.held.abort()
	}
}

// ServeHTTP is one client's time, from its request to its end.
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

// options are those of the client package, with what the report wants to see.
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

// watch has the report know when c is open.
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

// number is called when the answer to c is about to be written.
func (s *server) number(c *servedClient) {
	s.mu.Lock()
	s.opened++
	c.number = s.opened
	s.over = s.over || s.o.Once && s.opened == s.cast
	s.mu.Unlock()
	c.opens()
}

// ended says how it went with a client, and with --once that is how it went.
func (s *server) ended(c *servedClient, err error) {
	if c.number == 0 {
		return // it never was one
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
	case dismissed != nil: // as was said
		s.voice.left(c.number, nil)
	default:
		s.voice.left(c.number, err)
	}
}

// endsWithClient: how it went with the first client is how it went at all.
func (s *server) endsWithClient() bool { return s.o.Once && s.o.replay == nil }
