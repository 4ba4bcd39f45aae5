package commands

import (
	"strings"
	"testing"

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
		out := newOutput(streams{out: &got}, options{flushEach: each})
		for _, text := range []string{"a", "b"} {
			if complete, err := out.message(codec.Text, strings.NewReader(text)); !complete || err != nil {
				t.Fatal(complete, err)
			}
		}
		if err := out.flush(); err != nil || strings.Join(got, "|") != want {
			t.Errorf("each %v: %q, %v, want %q", each, strings.Join(got, "|"), err, want)
		}
	}
}
