// Package server is a WebSocket server for tests, built on bare TCP and bare frames, so that it can do
// everything a real server shouldn't.
//
// The path of the request selects a behaviour, its query the details:
// /burst?n=1000&code=1008 sends a thousand messages and closes with 1008.
// The table in routes.go lists them all.
//
// A Report records what each client did. The report of a request with ?id=NAME can be found by that
// name, so a test can wait for the end of a connection, or for something to happen on it, and never
// has to sleep.
package server

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Server listens on one loopback port until Close.
type Server struct {
	listener net.Listener
	scheme   string

	mu       sync.Mutex
	changed  chan struct{} // closed and replaced whenever a report changes
	accepted int
	open     map[net.Conn]bool
	reports  map[string]*Report
	gates    map[string]chan struct{}
	turns    map[string]int
	done     chan struct{} // closed by Close: every delay ends
	running  sync.WaitGroup
}

// Start serves ws:// on a port of its own.
func Start() (*Server, error) {
	return StartOn("tcp", "127.0.0.1:0")
}

// StartOn serves ws:// on any network and address that package net supports.
func StartOn(network, address string) (*Server, error) {
	l, err := net.Listen(network, address)
	if err != nil {
		return nil, err
	}
	return serve(l, "ws"), nil
}

// StartAt serves ws:// at an address that was free a moment ago.
func StartAt(address string) (*Server, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	return serve(l, "ws"), nil
}

// StartTLS serves wss:// with a certificate of ca.
func StartTLS(ca *CA) (*Server, error) {
	return StartTLSWith(&tls.Config{Certificates: []tls.Certificate{ca.leaf}})
}

// StartTLSWith serves wss:// with config.
func StartTLSWith(config *tls.Config) (*Server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	config.NextProtos = []string{"h2", "http/1.1"}
	return serve(tls.NewListener(l, config), "wss"), nil
}

func serve(l net.Listener, scheme string) *Server {
	s := &Server{
		listener: l,
		scheme:   scheme,
		changed:  make(chan struct{}),
		open:     map[net.Conn]bool{},
		reports:  map[string]*Report{},
		gates:    map[string]chan struct{}{},
		turns:    map[string]int{},
		done:     make(chan struct{}),
	}
	s.running.Add(1)
	go s.acceptLoop()
	return s
}

// HostPort returns the address without a scheme.
func (s *Server) HostPort() string { return s.listener.Addr().String() }

// URL returns the address with its scheme and without a path.
func (s *Server) URL() string { return s.scheme + "://" + s.HostPort() }

// Close drops every client and waits until all goroutines have ended.
func (s *Server) Close() {
	close(s.done)
	s.listener.Close()
	s.mu.Lock()
	for nc := range s.open {
		nc.Close()
	}
	s.mu.Unlock()
	s.running.Wait()
}

// Connections returns how many TCP connections clients have made so far. It first makes one itself:
// connections are accepted in order, so once that one has been accepted, all earlier ones have
// been, too.
func (s *Server) Connections() (int, error) {
	nc, err := net.Dial("tcp", s.HostPort())
	if err != nil {
		return 0, err
	}
	defer nc.Close()
	self := nc.LocalAddr().String()
	for {
		s.mu.Lock()
		changed, seen, n := s.changed, false, s.accepted
		for c := range s.open {
			seen = seen || c.RemoteAddr().String() == self
		}
		if seen {
			s.accepted--
			s.mu.Unlock()
			return n - 1, nil
		}
		s.mu.Unlock()
		<-changed
	}
}

// Gate returns a channel that stays open until OpenGate(name) closes it. Behaviours with ?gate=NAME
// wait for that.
func (s *Server) Gate(name string) chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.gates[name] == nil {
		s.gates[name] = make(chan struct{})
	}
	return s.gates[name]
}

// OpenGate lets everything that waits at the gate pass. It must be called only once per gate.
func (s *Server) OpenGate(name string) { close(s.Gate(name)) }

func (s *Server) acceptLoop() {
	defer s.running.Done()
	for {
		nc, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		s.accepted++
		s.open[nc] = true
		s.announce()
		s.mu.Unlock()
		s.running.Add(1)
		go s.handle(nc)
	}
}

func (s *Server) handle(nc net.Conn) {
	defer s.running.Done()
	defer func() {
		nc.Close()
		s.mu.Lock()
		delete(s.open, nc)
		s.mu.Unlock()
	}()
	select {
	case <-s.done: // accepted while Close went through its list
		return
	default:
	}

	c := s.newConn(nc)
	if c.speaksTLSToPlainServer() {
		c.sendRaw([]byte("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))
		return
	}
	if c.speaksHTTP2() {
		s.handleHTTP2(c)
		return
	}
	if request, err := c.readRequest(); err == nil {
		c.handle(request)
	}
}

func (s *Server) newConn(nc net.Conn) *Conn {
	return &Conn{
		Conn:   nc,
		server: s,
		in:     bufio.NewReaderSize(nc, 64<<10),
		out:    bufio.NewWriterSize(nc, 64<<10),
	}
}

// handle runs the behaviour that the request asks for.
func (c *Conn) handle(request *http.Request) {
	s := c.server
	if request.URL.Path == "/in-turn" {
		request.URL = s.turn(request.URL)
	}
	c.request, c.query = request, request.URL.Query()
	c.report = s.newReport(c.query.Get("id"), c.RemoteAddr().String())
	defer c.note(func(r *Report) { r.Done = true })
	c.noteTLS()

	behave := route(request.URL.Path)
	if behave == nil {
		c.respond(404, "no such behaviour: "+request.URL.Path)
		return
	}
	c.noteError(behave(c))
}

// readRequest keeps the original bytes of the request.
func (c *Conn) readRequest() (*http.Request, error) {
	for line := ""; line != "\r\n"; {
		var err error
		if line, err = c.in.ReadString('\n'); err != nil {
			return nil, err
		}
		c.head.WriteString(line)
	}
	return http.ReadRequest(bufio.NewReader(bytes.NewReader(c.head.Bytes())))
}

// turn handles behaviour that changes from one connection to the next: the first connection uses
// the first ?then=PATH of a URL, the next one the second, and so on; the last one is kept. Each is
// a path of routes, with its own query.
func (s *Server) turn(u *url.URL) *url.URL {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.turns[u.RawQuery]
	s.turns[u.RawQuery]++
	paths := u.Query()["then"]
	to, err := u.Parse(paths[min(n, len(paths)-1)])
	if err != nil {
		return u
	}
	return to
}

// announce wakes everyone who waits for a report. s.mu must be held.
func (s *Server) announce() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// sleep is a delay that is itself the behaviour. It ends early if the server closes.
func (s *Server) sleep(d time.Duration) {
	select {
	case <-time.After(d):
	case <-s.done:
	}
}

func route(path string) behaviour {
	if name, ok := strings.CutPrefix(path, "/broken/"); ok {
		return broken(name)
	}
	return routes[path]
}
