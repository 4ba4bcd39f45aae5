package codec

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"
)

type jsonRecord struct {
	Type, Data string
	Time       time.Time
}

func jsonRecords(t *testing.T, lines []byte) (all []jsonRecord) {
	t.Helper()
	for line := range bytes.Lines(lines) {
		var r jsonRecord
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		all = append(all, r)
	}
	return all
}

// Messages that are written at once have one time, and no line an earlier one than the line before.
func TestTimesOfMessages(t *testing.T) {
	var out bytes.Buffer
	asked := 0
	w := NewWriter(&out, JSON, WriterOptions{Now: func() time.Time {
		asked++
		return time.Unix(int64(asked), 0)
	}})
	message := func() { w.Message(Text, strings.NewReader("x")) }
	message()
	message()
	if err := w.Event(Event{Type: "pong"}); err != nil {
		t.Fatal(err)
	}
	message()
	w.Flush()
	message()
	message()
	w.Flush()
	var seconds []int64
	for _, r := range jsonRecords(t, out.Bytes()) {
		seconds = append(seconds, r.Time.Unix())
	}
	if want := []int64{1, 1, 2, 2, 3, 3}; !slices.Equal(seconds, want) {
		t.Errorf("the times are %v, not %v", seconds, want)
	}
}

// A message is the same wherever in the buffer it is written.
func TestMessagesAtTheEndOfTheBuffer(t *testing.T) {
	for _, data := range []string{strings.Repeat("p", 100), strings.Repeat("ü", 60), strings.Repeat(`"`, 80), strings.Repeat("\x7f\x00", 40)} {
		var out bytes.Buffer
		w := NewWriter(&out, JSON, WriterOptions{})
		const count = 2000
		for i := range count {
			w.MessageFrom(From{Client: i}, Text, strings.NewReader(data[:len(data)-2*(i%20)]))
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		records := jsonRecords(t, out.Bytes())
		if len(records) != count {
			t.Fatalf("%d lines", len(records))
		}
		for i, r := range records {
			if want := data[:len(data)-2*(i%20)]; r.Data != want {
				t.Fatalf("line %d has %q, not %q", i, r.Data, want)
			}
		}
	}
}

func TestIsPlainASCII(t *testing.T) {
	for size := range 20 {
		text := bytes.Repeat([]byte{'a'}, size)
		if !isPlainASCII(text) {
			t.Errorf("%q isn't", text)
		}
		for at := range size {
			for c := range 256 {
				text[at] = byte(c)
				want := c >= ' ' && c < 0x80 && c != '"' && c != '\\'
				if isPlainASCII(text) != want {
					t.Errorf("%q: not %v", text, want)
				}
			}
			text[at] = 'a'
		}
	}
}
