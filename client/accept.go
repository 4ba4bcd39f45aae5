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

// acceptedSize is the size of each of an accepted connection's two buffers,
// in bytes. A server has many connections, a client few.
const acceptedSize = 16 << 10

// Accept makes a WebSocket of a request that asks for one: the server's end
// (RFC 6455, section 4.2). It answers nothing yet; Run does, and must be called
// before the HTTP handler returns. Where the request can't become a WebSocket,
// Run answers with the status that says so and returns a *HandshakeError.
//
// What was said of the client's end holds for this one too, the other way
// round: its frames go out unmasked, and those that come in must be masked. Of
// opts it uses Protocols, of which the first that the client offers too is
// agreed on, none being an agreement as well; Compression, MaxMessageSize, the
// times but for ConnectTimeout, and Trace. Who may connect is the caller's to
// decide: no Origin is refused. OpenEvent has the request's header.
func Accept(w http.ResponseWriter, r *http.Request, opts Options) *WebSocket {
	ws := newWebSocket(requested(r), opts)
	ws.served = &served{ResponseWriter: w, ws: ws, request: r}
	return ws
}

// requested is the location that a request is for.
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
		l.host = r.Host // to be shown all the same
	}
	return l
}

// served is the server's end of the handshake.
type served struct {
	http.ResponseWriter
	ws      *WebSocket
	request *http.Request
	status  int
	// Once it isn't the HTTP server's any more: the connection, and what has come already.
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

// answer agrees, or says why not. The library looks at all but the extensions.
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
	// The caller has looked at the Origin.
	conn, err := websocket.Accept(s, s.request, &websocket.AcceptOptions{InsecureSkipVerify: true})
	if err == nil {
		_ = conn.CloseNow() // so that the library lets go what it has made
	}
	return err
}

// protocol chooses a subprotocol. The library would take no notice of case,
// which clients do.
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

// WriteHeader keeps the status for those who look on, and spells names as RFC
// 6455 does: there are clients that know no other spelling.
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

// Hijack takes the connection, and gives the library one that has nothing.
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

// notOurs is what the library gets for a connection.
type notOurs struct{ net.Conn }

func (*notOurs) Read([]byte) (int, error)    { return 0, io.EOF }
func (*notOurs) Write(p []byte) (int, error) { return len(p), nil }
func (*notOurs) Close() error                { return nil }

// libraryProblem is what the library found wrong with a handshake, in words.
func libraryProblem(err error) string {
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(err) {
		err = inner
	}
	return strings.TrimPrefix(err.Error(), "WebSocket protocol violation: ")
}
