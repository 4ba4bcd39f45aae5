// Package server is the other end, serve: it takes clients in, and bridges them
// to the standard streams, echoes what they send, plays a transcript to them, has
// a program speak with each, or connects them on to another server.
package server

import (
	"context"
	"crypto/tls"
	"log"
	"net"
	"net/http"
	"sync"
	"time"

	"wspipe/client"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// server is the other end: it takes clients in, and gives each to serving,
// until it is stopped.
type server struct {
	o      Options
	gate   gate
	voice  clientVoice
	memory memory
	// onlooker is nil but with --forward and --json.
	onlooker *onlooker
	http     *http.Server
	// listener is open from start to end.
	listener net.Listener
	// serving sets the handlers of a client that was let in.
	serving func(*servedClient)
	// cast is how many clients --once is for.
	cast int

	ctx     context.Context // its end closes every client with 1001
	cancel  context.CancelFunc
	stopped chan struct{} // closed by the first stop

	mu      sync.Mutex
	none    sync.Cond // present went back to zero
	result  error     // of the first stop
	over    bool      // no client is let in any more
	present map[*servedClient]bool
	opened  int // how many there were so far
}

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
	over        chan struct{} // closed when its connection has ended
	dismissed   *dismissal    // why we closed it; needs the server's mu
	failed      error         // what of ours failed when it was gone
}

// maxHandshakeHeader is for one request, in bytes.
const maxHandshakeHeader = 64 << 10

func newServer(o Options, r *stdio.Voice) *server {
	s := &server{
		o: o, voice: clientVoice{r}, cast: 1,
		gate:    gate{host: o.Address.host, origins: o.Origins, user: o.User},
		memory:  memory{limit: o.MaxMemory},
		stopped: make(chan struct{}),
		present: map[*servedClient]bool{},
	}
	s.none.L = &s.mu
	s.ctx, s.cancel = context.WithCancel(context.Background())
	limit := o.Client.ConnectTimeout
	if limit <= 0 {
		limit = defaultHandshakeTimeout
	}
	limit = o.forwardTime(limit)
	s.http = &http.Server{
		Handler: s,
		// Until the handshake is done nothing may take longer, TLS included.
		ReadHeaderTimeout: limit, ReadTimeout: limit, WriteTimeout: limit, IdleTimeout: limit,
		MaxHeaderBytes: maxHandshakeHeader,
		TLSNextProto:   map[string]func(*http.Server, *tls.Conn, http.Handler){},
		ErrorLog:       log.New(&detail{clientVoice{r}}, "", 0),
		ConnState:      s.count,
	}
	return s
}

// start lets clients come, over TLS if there is a certificate.
func (s *server) start(l net.Listener) {
	s.listener = l
	l = &arrivals{Listener: l, voice: s.voice.Voice, wrap: s.wrap}
	if s.o.tls != nil {
		l = tls.NewListener(l, s.o.tls)
	}
	go func() {
		if err := s.http.Serve(l); err != http.ErrServerClosed {
			s.stop(&status.ListenError{Address: s.o.Address.listen, Err: err})
		}
	}()
}

// stop ends the server; the first result counts.
func (s *server) stop(result error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.over = true
	select {
	case <-s.stopped:
	default:
		s.result = result
		close(s.stopped)
	}
}

// end closes all clients with 1001 and returns when they are gone, which takes
// little more than grace at most.
func (s *server) end(grace time.Duration) {
	s.stop(nil)
	defer func() { _ = s.http.Close() }()
	_ = s.listener.Close()
	s.cancel()
	gone := make(chan struct{})
	go func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		for len(s.present) > 0 {
			s.none.Wait()
		}
		close(gone)
	}()
	select {
	case <-gone:
		return
	case <-time.After(grace):
	}
	s.terminate()
	select {
	case <-gone:
	case <-time.After(stdio.TimeoutGrace): // what still waits does so for stdout
	}
}

func (s *server) terminate() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.present {
		c.terminate()
	}
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
	o, tape := s.options(w, r), s.newTape()
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

func (s *server) admit(c *servedClient) (problem string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.over:
		return "no more clients are let in"
	case len(s.present) >= s.maxClients():
		return "too many clients: " + status.Plural(s.maxClients(), "client") + " at once (--max-clients)"
	}
	s.present[c] = true
	return ""
}

func (s *server) maxClients() int {
	if s.o.Once {
		return s.cast
	}
	return s.o.MaxClients
}

func (s *server) leave(c *servedClient) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.present, c)
	if len(s.present) == 0 {
		s.none.Broadcast()
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

func (s *server) refuse(w http.ResponseWriter, r *http.Request, answer int, problem string) {
	switch answer {
	case http.StatusUnauthorized:
		w.Header().Set("WWW-Authenticate", `Basic realm="wspipe", charset="UTF-8"`)
	case http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", "1")
	}
	http.Error(w, problem, answer)
	s.voice.refused(r.RemoteAddr, answer, problem)
	if s.voice.Verbose > 0 {
		s.voice.handshake(r, statusLine(answer), w.Header())
	}
}
