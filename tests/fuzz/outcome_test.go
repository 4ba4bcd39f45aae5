package fuzz

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// limit is the largest message that all parsers accept.
const limit = 1 << 16

type message struct {
	op      byte
	payload []byte
}

type ending int

const (
	cut    ending = iota // the stream ended before the connection did
	closed               // the other end's Close was answered
	failed               // the stream broke the protocol
)

func (e ending) String() string { return [...]string{"cut", "closed", "failed"}[e] }

// outcome is the result of a parser for a stream. If the end is failed, a code of 0 means that the parser didn't
// report one.
type outcome struct {
	messages []message
	end      ending
	code     int
	reason   string
	err      error // for details
	gaveUp   bool  // it panicked
}

func (o outcome) String() string {
	s := fmt.Sprintf("%d messages", len(o.messages))
	for _, m := range o.messages {
		s += fmt.Sprintf(" %d:%d:%.20q", m.op, len(m.payload), m.payload)
	}
	return fmt.Sprintf("%s, %v with %d %q (%v)", s, o.end, o.code, o.reason, o.err)
}

func (o outcome) equal(p outcome) bool {
	return sameMessages(o.messages, p.messages) && o.end == p.end && (o.end == cut || o.end == failed && (o.code == 0 || p.code == 0) || o.code == p.code && (o.end == failed || o.reason == p.reason))
}

func sameMessages(a, b []message) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].op != b[i].op || !bytes.Equal(a[i].payload, b[i].payload) {
			return false
		}
	}
	return true
}

// errTooLarge and errNotUTF8 are detected here, for parsers that leave these checks to others.
var (
	errTooLarge = errors.New("message too large")
	errNotUTF8  = errors.New("text is not UTF-8")
)

// readMessage reads a message to its end and checks it as it arrives.
func readMessage(op byte, r io.Reader) ([]byte, error) {
	var payload []byte
	buf := make([]byte, 4096)
	checked, idle := 0, 0
	for {
		n, err := r.Read(buf)
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err // data that came with the error may not even be unmasked
		}
		payload = append(payload, buf[:n]...)
		if len(payload) > limit {
			return nil, errTooLarge
		}
		if op == opText {
			end := len(payload)
			if !errors.Is(err, io.EOF) {
				end -= unfinished(payload)
			}
			if !utf8.Valid(payload[checked:end]) {
				return nil, errNotUTF8
			}
			checked = end
		}
		if errors.Is(err, io.EOF) {
			return payload, nil
		}
		if idle++; n > 0 {
			idle = 0
		}
		if idle > 1<<17 {
			return nil, io.ErrNoProgress
		}
	}
}

// unfinished returns the number of bytes at the end that may be the beginning of a character.
func unfinished(b []byte) int {
	for n := 1; n <= min(3, len(b)); n++ {
		if tail := b[len(b)-n:]; utf8.RuneStart(tail[0]) {
			if utf8.FullRune(tail) {
				return 0
			}
			return n
		}
	}
	return 0
}
