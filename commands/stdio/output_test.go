package stdio

import (
	"bytes"
	"io"
	"strings"
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
		out := NewOutput(Streams{Out: &got}, Formats{FlushEach: each})
		for _, text := range []string{"a", "b"} {
			if complete, err := out.Message(codec.Text, strings.NewReader(text)); !complete || err != nil {
				t.Fatal(complete, err)
			}
		}
		if err := out.Flush(); err != nil || strings.Join(got, "|") != want {
			t.Errorf("each %v: %q, %v, want %q", each, strings.Join(got, "|"), err, want)
		}
	}
}

// What isn't UTF-8 is shown once, with what was read of it before.
func TestOutputShowsBrokenText(t *testing.T) {
	broke := &client.ProtocolError{Code: 1007, Payload: []byte("\xffb")}
	for format, want := range map[codec.Format]string{codec.Hex: "61ff62\n", codec.Base64: "Yf9i\n", codec.Lines: "", codec.Length: ""} {
		var out bytes.Buffer
		o := NewOutput(Streams{Out: &out}, Formats{Output: format})
		for _, err := range []error{broke, broke, &client.ProtocolError{Code: 1002}, io.EOF} {
			if err := o.Broke(strings.NewReader("a"), err); err != nil {
				t.Error(err)
			}
		}
		if err := o.Flush(); err != nil || out.String() != want {
			t.Errorf("%v: %q, %v, want %q", format, out.String(), err, want)
		}
	}
}
