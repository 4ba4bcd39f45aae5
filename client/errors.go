package client

import (
	"errors"
	"fmt"
	"net/http"
	"time"
)

// Errors of wrong use. They are wrapped with the details; compare with errors.Is.
var (
	// ErrSyntax is returned by New for a URL, a subprotocol or an address that
	// isn't one, and by ParseProxy; Run wraps it for what Options.Proxy returned.
	ErrSyntax = errors.New("syntax error")
	// ErrNotOpen is returned by the sending methods unless the connection is open.
	ErrNotOpen = errors.New("the connection is not open")
	// ErrNotUTF8 is returned by the sending methods for text that isn't UTF-8.
	ErrNotUTF8 = errors.New("text is not UTF-8")
	// ErrInvalidCode is returned by Close for a code that an application may not send.
	ErrInvalidCode = errors.New("close code must be 1000 or from 3000 to 4999")
	// ErrUnsendableCode is returned by a lenient Close for a code that can't stand in a Close frame.
	ErrUnsendableCode = errors.New("close code must be from 1000 to 1003, 1007 to 1014, or 3000 to 4999")
	// ErrReasonTooLong is returned by Close for a reason of more than 123 bytes.
	ErrReasonTooLong = errors.New("close reason is longer than 123 bytes")
	// ErrPingTooLong is returned by Ping for more than 125 bytes.
	ErrPingTooLong = errors.New("ping is longer than 125 bytes")
	// ErrAlreadyRun is returned by a second Run of the same WebSocket.
	ErrAlreadyRun = errors.New("this WebSocket has been run already")
	// ErrClosedEarly is returned by Run when Close was called before the connection was open.
	ErrClosedEarly = errors.New("closed before the connection was open")
)

// DialError says that no connection came about: name lookup, TCP or TLS
// failed, or the connection broke before the server had answered.
type DialError struct {
	URL string // without credentials
	Err error
}

func (e *DialError) Error() string { return "connect to " + e.URL + ": " + e.Err.Error() }
func (e *DialError) Unwrap() error { return e.Err }

// HandshakeError says that the server answered, but did not agree to the
// opening handshake (RFC 6455, section 4.1).
type HandshakeError struct {
	StatusCode int         // of the HTTP response; 0 where the answer wasn't HTTP
	Header     http.Header // of the response
	Body       []byte      // the first KiB of it
	Problem    string      // what was wrong, in words; empty where the status says it all
	// Protocol and Extension are what the server chose and was not offered.
	Protocol, Extension string
	// NoProtocol: the server agreed to none of the subprotocols offered.
	NoProtocol bool
}

func (e *HandshakeError) Error() string {
	if e.Problem != "" {
		return "handshake failed: " + e.Problem
	}
	return fmt.Sprintf("handshake rejected: %d %s", e.StatusCode, http.StatusText(e.StatusCode))
}

// CloseError says that the connection ended otherwise than with 1000, 1001 or
// no code, or within a message.
type CloseError struct {
	Code   int    // RFC 6455, section 7.4; 1006 where the connection ended without a Close frame
	Reason string // at most 123 bytes
	Err    error  // with 1006: the network's error; with another code: the Close frame stood within a message
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

// ProtocolError says that the other end broke the protocol, and that the
// connection was failed because of it (RFC 6455, section 7.1.7).
type ProtocolError struct {
	Code    int // the close code sent: 1002, 1007 or 1009
	Problem string
	// Payload is of text that isn't UTF-8: what had arrived of it, up to where
	// that shows, and was not delivered.
	Payload []byte
}

func (e *ProtocolError) Error() string { return e.Problem }

// TimeoutError says that the other end took longer than the Options allow.
type TimeoutError struct {
	Op    string // "connect", "close" or "pong"
	URL   string // of "connect", without credentials
	After time.Duration

	peer string // where it isn't the server
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
	return fmt.Sprintf("no connection to %s within %v", e.URL, e.After)
}

// Timeout is true, as it is of the timeouts of package net.
func (e *TimeoutError) Timeout() bool { return true }
