// Package server is the other end of the measurements. It writes frames directly to the network, from memory prepared
// beforehand, and parses only the headers of frames, so that the time is spent in the programs being measured.
//
//	/burst?count=N&size=N   sends N text messages, with type=binary binary ones, then closes
//	/paced?count=N&size=N&rate=N
//	                        sends N text messages, rate per second, then closes
//	/big?size=N             sends one binary message, then closes
//	/lines?count=N          sends N text messages of 64 bytes, compressed, then closes
//	/deflated-big?size=N    sends one binary message, compressed, then closes
//	/sink                   counts what it receives
//	/echo                   sends each message back
package server

import (
	"bufio"
	"bytes"
	"crypto/sha1"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"wspipe/commands/keys"
)

const (
	batchSize  = 1 << 20
	bufferSize = 256 << 10
)

// Server serves until it is closed.
type Server struct {
	listener net.Listener
	secure   net.Listener // for TLS
	// Sunk receives the tally of each connection to /sink when it has ended.
	Sunk chan Tally
}

// Tally counts messages, compressed messages, and the bytes of their payloads as received.
type Tally struct{ Messages, Compressed, Bytes int64 }

// Listen starts a server on two free loopback ports.
func Listen() (*Server, error) {
	certificate, err := keys.SelfSigned("127.0.0.1")
	if err != nil {
		return nil, err
	}
	plain, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	secure, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{*certificate}})
	if err != nil {
		return nil, errors.Join(err, plain.Close())
	}
	s := &Server{listener: plain, secure: secure, Sunk: make(chan Tally, 1)}
	go s.accept(plain)
	go s.accept(secure)
	return s, nil
}

// URL returns the URL of path.
func (s *Server) URL(path string) string { return "ws://" + s.listener.Addr().String() + path }

// SecureURL returns the URL of path over TLS, with a self-signed certificate.
func (s *Server) SecureURL(path string) string { return "wss://" + s.secure.Addr().String() + path }

// Close stops the server from accepting connections.
func (s *Server) Close() { _ = errors.Join(s.listener.Close(), s.secure.Close()) }

func (s *Server) accept(l net.Listener) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			defer conn.Close()
			_ = s.serve(conn) // a failing program is detected by its results
		}()
	}
}

func (s *Server) serve(conn net.Conn) error {
	r := bufio.NewReaderSize(conn, bufferSize)
	req, err := http.ReadRequest(r)
	if err != nil {
		return err
	}
	if err := handshake(conn, req.Header); err != nil {
		return err
	}
	number := func(name string) int {
		n, _ := strconv.Atoi(req.URL.Query().Get(name))
		return n
	}
	switch req.URL.Path {
	case "/burst":
		opcode := byte(opText)
		if req.URL.Query().Get("type") == "binary" {
			opcode = opBinary
		}
		err = burst(conn, opcode, number("count"), number("size"))
	case "/paced":
		err = paced(conn, number("count"), number("size"), number("rate"))
	case "/big":
		err = big(conn, number("size"))
	case "/lines":
		err = lines(conn, number("count"))
	case "/deflated-big":
		err = deflatedBig(conn, number("size"))
	case "/echo":
		return echo(conn, r)
	case "/sink":
		tally, err := sink(conn, r)
		s.Sunk <- tally
		return err
	}
	if err != nil {
		return err
	}
	return closeAndWait(conn, r)
}

// handshake accepts compression, with context takeover, whenever it is offered.
func handshake(w io.Writer, offered http.Header) error {
	sum := sha1.Sum([]byte(offered.Get("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")) // RFC 6455, section 4.2.2
	extensions := ""
	if strings.Contains(offered.Get("Sec-WebSocket-Extensions"), "permessage-deflate") {
		extensions = "Sec-WebSocket-Extensions: permessage-deflate\r\n"
	}
	_, err := fmt.Fprintf(w, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
		"%sSec-WebSocket-Accept: %s\r\n\r\n", extensions, base64.StdEncoding.EncodeToString(sum[:]))
	return err
}

func burst(w io.Writer, opcode byte, count, size int) error {
	message := appendHeader(nil, opcode, size)
	message = append(message, bytes.Repeat([]byte{'m'}, size)...)
	batch := bytes.Repeat(message, max(1, batchSize/len(message)))
	for left := count * len(message); left > 0; left -= len(batch) {
		if _, err := w.Write(batch[:min(left, len(batch))]); err != nil {
			return err
		}
	}
	return nil
}

// paced sends the messages that are due every millisecond.
func paced(w io.Writer, count, size, rate int) error {
	message := append(appendHeader(nil, opText, size), bytes.Repeat([]byte{'m'}, size)...)
	for begin, sent := time.Now(), 0; sent < count; time.Sleep(time.Millisecond) {
		due := min(count, int(time.Since(begin).Seconds()*float64(rate)))
		if _, err := w.Write(bytes.Repeat(message, due-sent)); err != nil {
			return err
		}
		sent = due
	}
	return nil
}

func big(w io.Writer, size int) error {
	if _, err := w.Write(appendHeader(nil, opBinary, size)); err != nil {
		return err
	}
	chunk := bytes.Repeat([]byte{'b'}, batchSize)
	for left := size; left > 0; left -= len(chunk) {
		if _, err := w.Write(chunk[:min(left, len(chunk))]); err != nil {
			return err
		}
	}
	return nil
}

// closeAndWait sends a Close frame and gives the client time to read everything before it.
func closeAndWait(conn net.Conn, r io.Reader) error {
	if _, err := conn.Write(closeFrame); err != nil {
		return err
	}
	_, err := io.Copy(io.Discard, r)
	return err
}

func sink(w io.Writer, r *bufio.Reader) (Tally, error) {
	var t Tally
	for {
		h, err := readHeader(r)
		if err != nil {
			return t, err
		}
		if _, err := r.Discard(h.size); err != nil {
			return t, err
		}
		if h.opcode == opClose {
			_, err := w.Write(closeFrame)
			return t, err
		}
		if h.opcode < opClose {
			t.Bytes += int64(h.size)
			if h.compressed {
				t.Compressed++
			}
			if h.fin {
				t.Messages++
			}
		}
	}
}

func echo(w io.Writer, r *bufio.Reader) error {
	var frame []byte
	for {
		h, err := readHeader(r)
		if err != nil {
			return err
		}
		if h.opcode == opClose {
			_, err := w.Write(closeFrame)
			return err
		}
		frame = appendHeader(frame[:0], h.opcode, h.size)
		start := len(frame)
		frame = append(frame, make([]byte, h.size)...)
		if _, err := io.ReadFull(r, frame[start:]); err != nil {
			return err
		}
		for i := range frame[start:] {
			frame[start+i] ^= h.mask[i&3]
		}
		if _, err := w.Write(frame); err != nil {
			return err
		}
	}
}
