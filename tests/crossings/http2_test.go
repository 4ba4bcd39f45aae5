//go:build unix

package crossings

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"

	"golang.org/x/net/http2"
)

// front is Go's own HTTP/2 server in front of the peers, to which it forwards in HTTP/1.1. It
// accepts the connections to them.
type front struct {
	net.Listener
	outer net.Listener
}

func inFront(outer net.Listener) (net.Listener, error) {
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	f := &front{inner, outer}
	go f.serve()
	return f, nil
}

func (f *front) Close() error {
	f.outer.Close()
	return f.Listener.Close()
}

func (f *front) serve() {
	for {
		conn, err := f.outer.Accept()
		if err != nil {
			return
		}
		go func() {
			defer conn.Close()
			if secure, ok := conn.(*tls.Conn); ok && secure.Handshake() != nil {
				return
			}
			//nolint:staticcheck // net/http's server can't be made to take WebSockets by a test
			(&http2.Server{}).ServeConn(conn, &http2.ServeConnOpts{Handler: f})
		}()
	}
}

// ServeHTTP handles one WebSocket.
func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	peer, err := net.Dial("tcp", f.Addr().String())
	if err != nil || r.Method != http.MethodConnect || r.Header.Get(":protocol") != "websocket" {
		panic(http.ErrAbortHandler)
	}
	defer peer.Close()
	fmt.Fprintf(peer, "GET %s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", r.RequestURI, r.Host)
	r.Header.WriteSubset(peer, map[string]bool{":protocol": true})
	io.WriteString(peer, "\r\n")
	in := bufio.NewReader(peer)
	answer, err := http.ReadResponse(in, nil)
	if err != nil || answer.StatusCode != http.StatusSwitchingProtocols {
		panic(http.ErrAbortHandler)
	}
	if extensions := answer.Header["Sec-Websocket-Extensions"]; extensions != nil {
		w.Header()["Sec-Websocket-Extensions"] = extensions
	}
	w.WriteHeader(http.StatusOK)
	http.NewResponseController(w).Flush()
	go func() {
		io.Copy(peer, r.Body)
		peer.(*net.TCPConn).CloseWrite()
	}()
	if _, err := io.Copy(flushed{w}, in); err != nil {
		panic(http.ErrAbortHandler)
	}
}

// flushed writes without buffering.
type flushed struct{ w http.ResponseWriter }

func (f flushed) Write(b []byte) (int, error) {
	n, err := f.w.Write(b)
	if err == nil {
		err = http.NewResponseController(f.w).Flush()
	}
	return n, err
}
