package tunnel

import (
	"bytes"
	"errors"
	"fmt"
	"syscall"

	"golang.org/x/net/http2"
)

// ErrNoWebSockets means that the server speaks HTTP/2 but doesn't accept extended
// CONNECT (RFC 8441, section 3).
var ErrNoWebSockets = errors.New("the server takes no WebSockets over HTTP/2 (its SETTINGS don't enable extended CONNECT)")

// NotHTTP2Error reports that what arrived isn't HTTP/2.
type NotHTTP2Error struct{ Begin []byte }

func (e *NotHTTP2Error) Error() string {
	if bytes.HasPrefix(e.Begin, []byte("HTTP/1")) {
		return "the answer is HTTP/1, to a request in HTTP/2"
	}
	return "the answer is not HTTP/2"
}

// ResetError reports that the server reset the stream (RFC 9113, section 6.4).
type ResetError struct{ Code http2.ErrCode }

func (e *ResetError) Error() string {
	return fmt.Sprintf("the server reset the stream (%v)", e.Code)
}

// Is makes errors.Is treat a refused stream, which may be retried (RFC 9113, section
// 8.7), as a connection reset.
func (e *ResetError) Is(target error) bool {
	return e.Code == http2.ErrCodeRefusedStream && target == syscall.ECONNRESET
}

// GoneError reports that the server went away (RFC 9113, section 6.8).
type GoneError struct {
	Code http2.ErrCode
	Text string // in the server's words
}

func (e *GoneError) Error() string {
	text := fmt.Sprintf("the server went away (%v)", e.Code)
	if e.Text != "" {
		text += fmt.Sprintf(": %q", e.Text)
	}
	return text
}

// Is makes errors.Is treat it as a connection reset if we did nothing wrong.
func (e *GoneError) Is(target error) bool {
	return e.Code == http2.ErrCodeNo && target == syscall.ECONNRESET
}
