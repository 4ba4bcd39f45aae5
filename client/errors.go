package client

import (
	"errors"
	"fmt"
	"net/http"
	"time"
)

// Errors caused by wrong use. They are wrapped with details; compare with errors.Is.
var (
	// ErrSyntax is returned by New for a malformed URL, subprotocol or address, and by
	// ParseProxy. Run wraps it if Options.Proxy returns a malformed URL.
	ErrSyntax = errors.New("syntax error")
	// ErrNotOpen is returned by the sending methods unless the connection is open.
	ErrNotOpen = errors.New("the connection is not open")
	// ErrNotUTF8 is returned by the sending methods for text that isn't UTF-8.
	ErrNotUTF8 = errors.New("text is not UTF-8")
	// ErrInvalidCode is returned by Close for a code that an application may not send.
	ErrInvalidCode = errors.New("close code must be 1000 or from 3000 to 4999")
	// ErrUnsendableCode is returned by a lenient Close for a code that can't appear in
	// a Close frame.
	ErrUnsendableCode = errors.New("close code must be from 1000 to 1003, 1007 to 1014, or 3000 to 4999")
	// ErrReasonTooLong is returned by Close for a reason longer than 123 bytes.
	ErrReasonTooLong = errors.New("close reason is longer than 123 bytes")
	// ErrPingTooLong is returned by Ping for more than 125 bytes.
	ErrPingTooLong = errors.New("ping is longer than 125 bytes")
	// ErrAlreadyRun is returned by the second Run of a WebSocket.
	ErrAlreadyRun = errors.New("this WebSocket has been run already")
	// ErrClosedEarly is returned by Run if Close was called before the connection was
	// open.
	ErrClosedEarly = errors.New("closed before the connection was open")
)

// DialError reports that no connection was made: name lookup, TCP or TLS failed, or the
// connection broke before the server answered.
type DialError struct {
	URL string // without credentials
	Err error
}

func (e *DialError) Error() string { return "connect to " + e.URL + ": " + e.Err.Error() }
func (e *DialError) Unwrap() error { return e.Err }

// HandshakeError reports that the server answered but didn't agree to the opening
// handshake (RFC 6455, section 4.1).
type HandshakeError struct {
	StatusCode int         // of the HTTP response; 0 if the answer wasn't HTTP
	Header     http.Header // of the response
	Body       []byte      // the first KiB of it, or the first MaxRefusal bytes
	Problem    string      // what was wrong, in words; empty if the status says it all
	// Protocol and Extension are what the server chose although it wasn't offered.
	Protocol, Extension string
	// NoProtocol means that the server chose none of the subprotocols offered.
	NoProtocol bool
}

func (e *HandshakeError) Error() string {
	if e.Problem != "" {
		return "handshake failed: " + e.Problem
	}
	return fmt.Sprintf("handshake rejected: %d %s", e.StatusCode, http.StatusText(e.StatusCode))
}

// CloseError reports that the connection ended with a code other than 1000 or 1001,
// without a Close frame, or in the middle of a message. A Close frame without a code
// isn't an error.
type CloseError struct {
	Code   int    // RFC 6455, section 7.4; 1006 if the connection ended without a Close frame
	Reason string // at most 123 bytes
	Err    error  // with 1006, the network's error; with another code, says that the Close frame came in the middle of a message
}

func (e *CloseError) Error() string {
	if e.Err != nil && e.Code == 1006 {
		return fmt.Sprintf("connection dropped (%d): %v", e.Code, e.Err)
	}
	if e.Err != nil {
		return fmt.Sprintf("closed with %d %q: %v", e.Code, e.Reason, e.Err)
	}
	return fmt.Sprintf("closed with %d %q", e.Code, e.Reason)
}

func (e *CloseError) Unwrap() error { return e.Err }

// ProtocolError reports that the other end broke the protocol, and that the connection
// was failed for it (RFC 6455, section 7.1.7).
type ProtocolError struct {
	Code    int // the close code sent: 1002, 1007 or 1009
	Problem string
	// Payload is set for text that isn't UTF-8: what had arrived, up to the invalid
	// byte, and wasn't delivered.
	Payload []byte
}

func (e *ProtocolError) Error() string { return e.Problem }

// TimeoutError reports that the other end took longer than Options allow.
type TimeoutError struct {
	Op    string // "connect", "close" or "pong"
	URL   string // of "connect", without credentials
	After time.Duration

	peer    string // if it isn't the server
	missing string // with "connect": what the server, once connected to, didn't do
}

func (e *TimeoutError) Error() string {
	peer := e.peer
	if peer == "" {
		peer = "the server"
	}
	switch e.Op {
	case "close":
		return fmt.Sprintf("%s did not answer the close within %v", peer, e.After)
	case "pong":
		return fmt.Sprintf("%s did not answer a ping within %v", peer, e.After)
	}
	if e.missing != "" {
		return fmt.Sprintf("connected to %s, but %s within %v", e.URL, e.missing, e.After)
	}
	return fmt.Sprintf("no connection to %s within %v", e.URL, e.After)
}

// Timeout returns true, as for the timeouts of package net.
func (e *TimeoutError) Timeout() bool { return true }
