// Package server implements serve: it accepts clients, and bridges them to the standard streams,
// echoes what they send, plays a transcript to them, runs a program for each, or forwards them to
// another server.
package server

import (
	"context"
	"crypto/tls"
	"log"
	"net"
	"net/http"
	"sync"
	"time"

	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// server accepts clients, and passes each to serving, until it is stopped.
type server struct {
	o      Options
	gate   gate
	voice  clientVoice
	memory memory
	// onlooker is nil without --forward and --json.
	onlooker *onlooker
	http     *http.Server
	// listener is open from start to end.
	listener net.Listener
	// serving sets the handlers of a client that was admitted.
	serving func(*servedClient)
	// cast is the number of clients that --once waits for.
	cast int

	ctx     context.Context // its end closes every client with 1001
	cancel  context.CancelFunc
	stopped chan struct{} // closed by the first stop

	mu      sync.Mutex
	none    sync.Cond // present became empty
	result  error     // of the first stop
	over    bool      // no more clients are admitted
	present map[*servedClient]bool
	opened  int // how many clients have opened so far
}

// maxHandshakeHeader is the limit for one request, in bytes.
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
		// The limit applies until the handshake is done, TLS included.
		ReadHeaderTimeout: limit, ReadTimeout: limit, WriteTimeout: limit, IdleTimeout: limit,
		MaxHeaderBytes: maxHandshakeHeader,
		TLSNextProto:   map[string]func(*http.Server, *tls.Conn, http.Handler){},
		ErrorLog:       log.New(&detail{clientVoice{r}}, "", 0),
		ConnState:      s.count,
	}
	return s
}

// start accepts clients, over TLS if there is a certificate.
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

// end closes all clients with 1001 and returns when they are gone, at most a little after grace.
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
	case <-time.After(stdio.TimeoutGrace): // what still waits is waiting for stdout
	}
}

func (s *server) terminate() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.present {
		c.terminate()
	}
}
