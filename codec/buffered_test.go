package codec

import (
	"io"
	"strings"
	"testing"
)

// Buffered must say exactly whether Next would read: a wrong yes blocks with messages unsent, a wrong no prevents
// batching.
func TestBuffered(t *testing.T) {
	line := strings.Repeat("x", bufferSize)
	tests := []struct {
		name   string
		format Format
		o      ReaderOptions
		pieces []string
	}{
		{"lines", Lines, ReaderOptions{}, []string{"a\nb\nc", "d", "\n\n", "\r", "\n", "rest"}},
		{"long line", Lines, ReaderOptions{}, []string{"a\n" + line, line, line + "\r", "\n\nb\nc"}},
		{"null", Null, ReaderOptions{}, []string{"a\x00b\x00c", "d", "\x00\x00", "rest"}},
		{"base64", Base64, ReaderOptions{}, []string{"AAAA\nAA", "==", "\n\nAAAA\nAAAA", "\n*", "\nAAAA\n"}},
		{"hex", Hex, ReaderOptions{}, []string{"00\n0", "0", "\n\n11\n", "22"}},
		{"long hex", Hex, ReaderOptions{}, []string{strings.Repeat("0", 2*bufferSize) + "00\n00\n00", "\n"}},
		{"raw", Raw, ReaderOptions{}, []string{"a", "b"}},
		{"raw whole", Raw, ReaderOptions{Whole: true}, []string{"a", "b"}},
		{"length", Length, ReaderOptions{}, []string{"\x00\x00\x00\x01a\x00\x00\x00\x00\x00", "\x00\x00", "\x02b", "c\x00\x00\x00\x01d"}},
		{"long length", Length, ReaderOptions{}, []string{"\x00\x02\x00\x01" + line, line, "y\x00\x00\x00\x01d"}},
		{"length limit", Length, ReaderOptions{MaxMessageSize: 1}, []string{"\x00\x00\x00\x01a\x00\x00\x00\x02"}},
		{"length cut", Length, ReaderOptions{}, []string{"\x00\x00\x00\x01a\x00\x00\x00\x02b"}},
		{"json", JSON, ReaderOptions{}, []string{"{\"type\":\"ping\"}\n{\"type\":\"ping\"}\n{\"type\":\"open\"}\n\n", "{\"type\":\"open\"}\n{\"type\"", ":\"ping\"}\n\n{\"type\":\"ping\"}"}},
		{"json error", JSON, ReaderOptions{}, []string{"{\"type\":\"ping\"}\n{\"type\":\"open\"}\nx\n"}},
		{"long json", JSON, ReaderOptions{}, []string{`{"type":"text","data":"` + line + line + "\"}\n{\"type\":\"ping\"}\n"}},
	}
	for _, tt := range tests {
		for _, err := range []error{io.EOF, errDisk} {
			in := &script{pieces: append([]string(nil), tt.pieces...), err: err}
			checkBuffered(t, tt.name, NewReader(in, tt.format, tt.o), in)
		}
	}
}

func checkBuffered(t *testing.T, name string, r *Reader, in *script) {
	t.Helper()
	for i := 0; ; i++ {
		claimed, before := r.Buffered(), in.reads
		if in.reads != before || r.Buffered() != claimed {
			t.Errorf("%s, part %d: Buffered reads or wavers", name, i)
		}
		_, err := r.Next()
		if read := in.reads > before; claimed == read {
			t.Errorf("%s, part %d: Buffered said %v, but Next read: %v", name, i, claimed, read)
		}
		if err != nil {
			break
		}
	}
	if !r.Buffered() {
		t.Errorf("%s: not Buffered after an error", name)
	}
}

// Looking ahead must not disturb what was returned.
func TestBufferedKeepsData(t *testing.T) {
	in := `{"type":"text","data":"first\n"}` + "\n" + `{"type":"open","url":"second"}` + "\n" + `{"type":"binary","data":"AAAAAAAAAAAA"}` + "\n"
	r := NewReader(strings.NewReader(in), JSON, ReaderOptions{})
	p, err := r.Next()
	if !r.Buffered() || err != nil || string(p.Data) != "first\n" || r.Where() != "line 1" {
		t.Errorf("got %q at %s, %v", p.Data, r.Where(), err)
	}
}

// A long unfinished line is searched only once, however often Buffered is called.
func TestBufferedLooksOnce(t *testing.T) {
	lines := newLines(&script{pieces: []string{"a\nunfinished", "\n"}})
	lines.piece()
	if lines.find() >= 0 {
		t.Fatal("found the end of an unfinished line")
	}
	copy(lines.buf[lines.start:], "\n")
	if lines.find() >= 0 {
		t.Error("looked at the same bytes again")
	}
	lines.fill()
	if n := lines.find(); n != len("unfinished") {
		t.Errorf("found the end at %d", n)
	}
}
