package server

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
)

// speaksTLSToPlainServer recognizes the first byte of a ClientHello.
func (c *Conn) speaksTLSToPlainServer() bool {
	if _, secure := c.Conn.(*tls.Conn); secure {
		return false
	}
	first, err := c.in.Peek(1)
	return err == nil && first[0] == 0x16
}

// noteTLS adds to the transcript what the client requested and presented beyond what every client
// does: server name "…", certificate "…".
func (c *Conn) noteTLS() {
	secure, ok := c.below().(*tls.Conn)
	if !ok {
		return
	}
	state := secure.ConnectionState()
	c.note(func(r *Report) {
		if state.ServerName != "" {
			r.line("server name %q", state.ServerName)
		}
		if len(state.PeerCertificates) > 0 {
			r.line("certificate %q", state.PeerCertificates[0].Subject.CommonName)
		}
	})
}

// StartBanner starts a server that speaks first, as a mail server does, and neither TLS nor HTTP.
// It returns its address and a function that stops it.
func StartBanner() (hostPort string, stop func(), err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			nc, err := l.Accept()
			if errors.Is(err, net.ErrClosed) {
				return
			}
			if err == nil {
				greet(nc)
			}
		}
	}()
	return l.Addr().String(), func() { l.Close(); <-done }, nil
}

// greet stays until the client has left, so that the greeting isn't lost.
func greet(nc net.Conn) {
	defer nc.Close()
	io.WriteString(nc, "220 mail.example.org ESMTP ready\r\n")
	io.Copy(io.Discard, nc)
}
