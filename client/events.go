package client

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"
)

// OpenEvent says that the handshake is done.
type OpenEvent struct {
	URL        string // the one connected to, after all redirects
	HTTP       string // the version that the handshake was in: "1.1" or "2"
	Protocol   string // the subprotocol agreed on
	Extensions string // as the server wrote them
	StatusCode int    // 101, or 200 in HTTP/2
	Header     http.Header
	Address    string               // of the peer, or the proxy: "192.0.2.1:443", the path of a unix socket
	TLS        *tls.ConnectionState // nil without TLS
	Timings    Timings              // none with Accept
}

// MessageEvent is one message. Its payload can be read once, inside the handler, with
// one of Text, Bytes and Reader; what the handler leaves unread is skipped.
type MessageEvent struct {
	Type Type

	ws    *WebSocket
	whole []byte // the payload, if all of it has arrived
	body  io.Reader
}

// Text returns the payload as a string. It fails as Bytes does.
func (e MessageEvent) Text() (string, error) {
	if e.whole != nil {
		return string(e.whole), nil
	}
	var b strings.Builder
	err := e.hold(&b)
	return b.String(), err
}

// Bytes returns the payload; the slice belongs to the caller. It waits until the
// message is complete. It fails if the connection ends first, or if the message is
// larger than Options.MaxMessageSize, or 100 MiB if that is 0; the connection is then
// failed with 1009.
func (e MessageEvent) Bytes() ([]byte, error) {
	if e.whole != nil {
		return bytes.Clone(e.whole), nil
	}
	var b bytes.Buffer
	err := e.hold(&b)
	return b.Bytes(), err
}

// Whole returns the payload without a copy if all of it has arrived, and otherwise false.
// It must not be used after the handler returns.
func (e MessageEvent) Whole() (payload []byte, ok bool) { return e.whole, e.whole != nil }

func (e MessageEvent) hold(w io.Writer) error {
	if e.ws.opts.MaxMessageSize != 0 {
		_, err := io.Copy(w, e.body)
		return err
	}
	_, err := io.CopyN(w, e.body, defaultHold+1)
	switch {
	case err == nil:
		return e.ws.in.fail(e.ws.in.tooBig(defaultHold))
	case errors.Is(err, io.EOF):
		return nil
	}
	return err
}

// Reader returns the payload as a stream of any length, in constant memory. It
// implements io.WriterTo if that saves copying, and Len if all of the payload has
// arrived. It must not be used after the handler returns.
func (e MessageEvent) Reader() io.Reader { return e.body }

// ErrorEvent says why a connection failed; Run returns the same error.
type ErrorEvent struct{ Err error }

// CloseEvent says how the connection ended.
type CloseEvent struct {
	// Code is the server's close code, 1005 if its Close frame had none, 1006 if there
	// was no Close frame, and the code that we sent if the server broke the protocol
	// (RFC 6455, section 7.4).
	Code     int
	Reason   string
	WasClean bool // Close frames went both ways
}

// PingEvent is a ping or a pong.
type PingEvent struct {
	Data []byte // at most 125 bytes; belongs to the handler
	// RoundTrip is the time since our last ping if this is its pong, or 0.
	RoundTrip time.Duration
}
