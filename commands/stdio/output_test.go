package stdio

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"syscall"
	"testing"

	"wspipe/client"
	"wspipe/codec"
)

// writes are what stdout was written at a time.
type writes []string

func (w *writes) Write(p []byte) (int, error) {
	*w = append(*w, string(p))
	return len(p), nil
}

// Messages that come together are written together, unless each is to be
// written by itself.
func TestFlush(t *testing.T) {
	for each, want := range map[bool]string{false: "a\nb\n", true: "a\n|b\n"} {
		var got writes
		out := NewOutput(Streams{Out: &got}, Formats{FlushEach: each}, failing(t))
		for _, text := range []string{"a", "b"} {
			if !out.Message(codec.Text, strings.NewReader(text)) {
				t.Fatalf("%q isn't whole", text)
			}
		}
		if out.Flush(); strings.Join(got, "|") != want {
			t.Errorf("each %v: %q, want %q", each, strings.Join(got, "|"), want)
		}
	}
}

// What isn't UTF-8 is shown once, with what was read of it before.
func TestOutputShowsBrokenText(t *testing.T) {
	broke := &client.ProtocolError{Code: 1007, Payload: []byte("\xffb")}
	for format, want := range map[codec.Format]string{codec.Hex: "61ff62\n", codec.Base64: "Yf9i\n", codec.Lines: "", codec.Length: ""} {
		var out bytes.Buffer
		o := NewOutput(Streams{Out: &out}, Formats{Output: format}, failing(t))
		for _, err := range []error{broke, broke, &client.ProtocolError{Code: 1002}, io.EOF} {
			o.Broke(strings.NewReader("a"), err)
		}
		if o.Flush(); out.String() != want {
			t.Errorf("%v: %q, want %q", format, out.String(), want)
		}
	}
}

// Stdout is told of once: its error, or that nobody reads it any more.
func TestOutputEnds(t *testing.T) {
	for err, want := range map[error]string{
		syscall.EPIPE:  "<nil>",
		syscall.ENOSPC: "stdout: no space left on device",
	} {
		var got []string
		out := NewOutput(Streams{Out: broken{err}}, Formats{}, func(err error) { got = append(got, fmt.Sprint(err)) })
		for range 2 {
			out.Message(codec.Text, strings.NewReader("a"))
			out.Flush()
		}
		if out.Message(codec.Text, strings.NewReader("a")) || len(got) != 1 || got[0] != want {
			t.Errorf("%v: %q, want %q once", err, got, want)
		}
	}
}

// broken is an output that takes nothing.
type broken struct{ err error }

func (b broken) Write([]byte) (int, error) { return 0, b.err }

func failing(t *testing.T) func(error) {
	return func(err error) { t.Errorf("stdout ended: %v", err) }
}
