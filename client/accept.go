package client

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"

	"github.com/coder/websocket"
)

// acceptedSize is the size of each of an accepted connection's two buffers, in bytes. A
// server has many connections, a client few.
const acceptedSize = 16 << 10

// Accept returns the server's end of the WebSocket that r asks for (RFC 6455, section
// 4.2). It doesn't answer r; Run does, and must be called before the HTTP handler
// returns. If the request can't become a WebSocket, Run answers with the appropriate
// status and returns a *HandshakeError.
//
// Everything documented for a client's WebSocket holds here with the roles swapped:
// frames go out unmasked, and those that come in must be masked. Of opts, Accept uses
// Protocols, Compression, MaxMessageSize, Trace and all timeouts except ConnectTimeout.
// The subprotocol is the first of Protocols that the client offers too; having none in
// common is not an error. Deciding who may connect is up to the caller: any Origin is
// accepted. OpenEvent has the request's header.
func Accept(w http.ResponseWriter, r *http.Request, opts Options) *WebSocket {
	ws := newWebSocket(requested(r), opts)
	ws.served = &served{ResponseWriter: w, ws: ws, request: r}
	return ws
}

// requested returns the location that a request is for.
func requested(r *http.Request) location {
	l := location{scheme: "ws", path: r.URL.EscapedPath()}
	if r.TLS != nil {
		l.scheme = "wss"
	}
	if r.URL.RawQuery != "" || r.URL.ForceQuery {
		l.query = "?" + r.URL.RawQuery
	}
	var err error
	if l.host, l.port, err = parseAuthority(r.Host, l.scheme); err != nil {
		l.host = r.Host // shown even so
	}
	return l
}

// served is the server's side of the handshake.
type served struct {
	http.ResponseWriter
	ws      *WebSocket
	request *http.Request
	status  int
	// conn, and the bytes that arrived early, once the HTTP server has handed them
	// over.
	conn  net.Conn
	early []byte
}

func (s *served) accept(context.Context) error {
	ws, header := s.ws, s.Header()
	if chosen := s.protocol(); chosen != "" {
		header.Set("Sec-WebSocket-Protocol", chosen)
	}
	if trace := ws.opts.Trace.Request; trace != nil {
		trace(s.request)
	}
	err := s.answer(header)
	if trace := ws.opts.Trace.Response; trace != nil {
		status := fmt.Sprintf("%d %s", s.status, http.StatusText(s.status))
		trace(&http.Response{Proto: "HTTP/1.1", StatusCode: s.status, Status: status, Header: header})
	}
	if err != nil {
		return &HandshakeError{StatusCode: s.status, Header: header, Problem: libraryProblem(err)}
	}
	ws.attach(s.conn, s.early)
	ws.opened = OpenEvent{
		URL:        ws.url.String(),
		HTTP:       "1.1",
		Protocol:   fieldOf(header, "Sec-WebSocket-Protocol"),
		Extensions: fieldOf(header, "Sec-WebSocket-Extensions"),
		StatusCode: s.status,
		Header:     s.request.Header,
	}
	ws.meet()
	return nil
}

// answer accepts the request, or says why not. The library checks everything except the
// extensions.
func (s *served) answer(header http.Header) error {
	if s.ws.opts.Compression {
		agreed, answer, err := answerOffers(s.request.Header.Values("Sec-WebSocket-Extensions"))
		if err != nil {
			http.Error(s, err.Error(), http.StatusBadRequest)
			return err
		}
		if s.ws.compression = agreed; agreed != nil {
			header.Set("Sec-WebSocket-Extensions", answer)
		}
	}
	// The caller has checked the Origin.
	conn, err := websocket.Accept(s, s.request, &websocket.AcceptOptions{InsecureSkipVerify: true})
	if err == nil {
		_ = conn.CloseNow() // lets the library free its resources
	}
	return err
}

// protocol chooses a subprotocol. The library would ignore case; clients don't.
func (s *served) protocol() string {
	var offered []string
	for _, line := range s.request.Header.Values("Sec-WebSocket-Protocol") {
		for _, name := range strings.Split(line, ",") {
			offered = append(offered, strings.TrimSpace(name))
		}
	}
	for _, name := range s.ws.opts.Protocols {
		if slices.Contains(offered, name) {
			return name
		}
	}
	return ""
}

// WriteHeader keeps the status for Trace, and spells names as RFC 6455 does: some
// clients accept no other spelling.
func (s *served) WriteHeader(status int) {
	s.status = status
	header := s.Header()
	if status != http.StatusSwitchingProtocols {
		header.Del("Sec-WebSocket-Protocol")
		header.Del("Sec-WebSocket-Extensions")
	}
	for name, values := range header {
		if rest, ok := strings.CutPrefix(name, "Sec-Websocket-"); ok {
			delete(header, name)
			header["Sec-WebSocket-"+rest] = values
		}
	}
	s.ResponseWriter.WriteHeader(status)
}

// Hijack takes over the connection, and gives the library one with nothing to read.
func (s *served) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, early, err := http.NewResponseController(s.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	first, _ := early.Reader.Peek(early.Reader.Buffered())
	s.conn, s.early = conn, bytes.Clone(first)
	none := &notOurs{conn}
	return none, bufio.NewReadWriter(bufio.NewReader(none), bufio.NewWriter(none)), nil
}

// notOurs is what the library gets as its connection.
type notOurs struct{ net.Conn }

func (*notOurs) Read([]byte) (int, error)    { return 0, io.EOF }
func (*notOurs) Write(p []byte) (int, error) { return len(p), nil }
func (*notOurs) Close() error                { return nil }

// libraryProblem returns what the library found wrong with a handshake, in words.
func libraryProblem(err error) string {
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(err) {
		err = inner
	}
	return strings.TrimPrefix(err.Error(), "WebSocket protocol violation: ")
}
