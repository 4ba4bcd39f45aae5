package codec

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

// message is a whole message, joined from its parts.
type message struct {
	kind Type
	data string
}

func texts(payloads ...string) []message    { return messages(Text, payloads) }
func binaries(payloads ...string) []message { return messages(Binary, payloads) }

func messages(t Type, payloads []string) (all []message) {
	for _, p := range payloads {
		all = append(all, message{t, p})
	}
	return all
}

// readAll reads to the first error, io.EOF included. It drops the parts of an unfinished message.
func readAll(r *Reader) (all []message, err error) {
	var data []byte
	for {
		p, err := r.Next()
		if err != nil {
			return all, err
		}
		data = append(data, p.Data...)
		if p.Last {
			all = append(all, message{p.Type, string(data)})
			data = data[:0]
		}
	}
}

// summary abbreviates long messages.
func summary(all []message) string {
	var b strings.Builder
	for _, m := range all {
		if len(m.data) > 60 {
			fmt.Fprintf(&b, "%v[%d bytes %q…] ", m.kind, len(m.data), m.data[:20])
		} else {
			fmt.Fprintf(&b, "%v%q ", m.kind, m.data)
		}
	}
	return b.String()
}

func same(a, b []message) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func write(t *testing.T, f Format, o WriterOptions, all []message) []byte {
	t.Helper()
	var out bytes.Buffer
	w := NewWriter(&out, f, o)
	for _, m := range all {
		if err := w.Message(m.kind, strings.NewReader(m.data)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// plainReader hides every method but Read.
type plainReader struct{ io.Reader }

// script is a reader that returns its pieces one by one, then err, and counts the calls.
type script struct {
	pieces []string
	err    error
	reads  int
}

func (s *script) Read(p []byte) (int, error) {
	s.reads++
	if len(s.pieces) == 0 {
		return 0, s.err
	}
	n := copy(p, s.pieces[0])
	if s.pieces[0] = s.pieces[0][n:]; s.pieces[0] == "" {
		s.pieces = s.pieces[1:]
	}
	return n, nil
}

var errDisk = errors.New("disk on fire")
