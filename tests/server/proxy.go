package server

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"slices"
	"sync"
)

// The proxies connect to any address. These names stand for 127.0.0.1; other names make them
// misbehave: see serveHTTP and serveSocks.
const (
	proxiedHost = "server.test"        // is 127.0.0.1
	proxiedIDN  = "xn--srver-jua.test" // likewise
	busyHost    = "busy.test"          // likewise, but not the first time

	login    = "me" // if a proxy requires a login
	password = "s3:cr3t"
)

// Proxies are an HTTP proxy, an HTTPS proxy, and a SOCKS5 proxy, each without and with a login.
// They share one log of the requests.
type Proxies struct {
	HTTP, HTTPLogin, HTTPS, Socks, SocksLogin string // host and port

	mu        sync.Mutex
	log       []string
	changed   chan struct{}
	open      map[net.Conn]bool
	listeners []net.Listener
	running   sync.WaitGroup
}

// StartProxies starts them on ports of their own. The one with TLS has a certificate of ca.
func StartProxies(ca *CA) (*Proxies, error) {
	p := &Proxies{changed: make(chan struct{}), open: map[net.Conn]bool{}}
	for _, kind := range []struct {
		hostport *string
		secure   bool
		serve    func(*proxied)
	}{
		{&p.HTTP, false, func(c *proxied) { c.serveHTTP("") }},
		{&p.HTTPLogin, false, func(c *proxied) { c.serveHTTP(basic(login, password)) }},
		{&p.HTTPS, true, func(c *proxied) { c.serveHTTP("") }},
		{&p.Socks, false, func(c *proxied) { c.serveSocks(false) }},
		{&p.SocksLogin, false, func(c *proxied) { c.serveSocks(true) }},
	} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			p.Close()
			return nil, err
		}
		*kind.hostport = l.Addr().String()
		if kind.secure {
			l = tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{ca.leaf}})
		}
		p.listeners = append(p.listeners, l)
		p.running.Add(1)
		go p.accept(l, kind.serve)
	}
	return p, nil
}

func (p *Proxies) accept(l net.Listener, serve func(*proxied)) {
	defer p.running.Done()
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		p.running.Add(1)
		go func() {
			defer p.running.Done()
			defer conn.Close()
			if p.keep(conn) {
				serve(&proxied{Conn: conn, in: bufio.NewReader(conn), proxies: p})
			}
		}()
	}
}

// keep remembers conn for Close. It returns false if Close has been called.
func (p *Proxies) keep(conn net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.open == nil {
		return false
	}
	p.open[conn] = true
	return true
}

// Close drops every connection and waits until all goroutines have ended.
func (p *Proxies) Close() {
	p.mu.Lock()
	for _, l := range p.listeners {
		l.Close()
	}
	for conn := range p.open {
		conn.Close()
	}
	p.open = nil
	p.mu.Unlock()
	p.running.Wait()
}

// Await returns the log when it has at least n lines, or when ctx ends.
func (p *Proxies) Await(ctx context.Context, n int) []string {
	for {
		p.mu.Lock()
		log, changed := slices.Clone(p.log), p.changed
		p.mu.Unlock()
		if len(log) >= n {
			return log
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return log
		}
	}
}

// proxied is one client's connection to a proxy.
type proxied struct {
	net.Conn
	in      *bufio.Reader
	proxies *Proxies
}

// note adds a line to the log. It is called before the client is answered.
func (c *proxied) note(format string, args ...any) {
	c.proxies.mu.Lock()
	defer c.proxies.mu.Unlock()
	c.proxies.log = append(c.proxies.log, fmt.Sprintf(format, args...))
	close(c.proxies.changed)
	c.proxies.changed = make(chan struct{})
}

// first reports whether the last line of the log occurs for the first time.
func (c *proxied) first() bool {
	c.proxies.mu.Lock()
	defer c.proxies.mu.Unlock()
	log := c.proxies.log
	return slices.Index(log, log[len(log)-1]) == len(log)-1
}

// dial connects to the real address of target.
func (c *proxied) dial(target string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(target)
	if err != nil {
		return nil, err
	}
	switch host {
	case proxiedHost, proxiedIDN, busyHost:
		host = "127.0.0.1"
	}
	conn, err := net.Dial("tcp", net.JoinHostPort(host, port))
	if err == nil && !c.proxies.keep(conn) {
		conn.Close()
		err = net.ErrClosed
	}
	return conn, err
}

// tunnel copies bytes both ways until both sides have ended. A side that has ended can still be
// sent to, so nothing on its way there is lost.
func (c *proxied) tunnel(server net.Conn) {
	defer server.Close()
	done := make(chan struct{})
	go func() {
		defer close(done)
		pass(server, c.in)
	}()
	pass(c.Conn, server)
	<-done
}

func pass(to net.Conn, from io.Reader) {
	_, err := io.Copy(to, from)
	if half, ok := to.(interface{ CloseWrite() error }); ok && err == nil {
		half.CloseWrite()
	} else {
		to.Close()
	}
}
