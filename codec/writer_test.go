package codec

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

func clock() time.Time {
	return time.Date(2024, 2, 29, 13, 0, 0, 120, time.FixedZone("", 3600))
}

const stamp = `"time":"2024-02-29T12:00:00.000000120Z"}` + "\n"

func TestWrite(t *testing.T) {
	long := strings.Repeat("0123456789abcde\n", 10_000) // 160000 bytes
	tests := []struct {
		name   string
		format Format
		in     []message
		want   string
	}{
		{"lines", Lines, texts("a", "", "b\nc", "\xff\x1b"), "a\n\nb\nc\n\xff\x1b\n"},
		{"long line", Lines, texts("a", long, "b"), "a\n" + long + "\nb\n"},
		{"null", Null, texts("a\n", "", "b"), "a\n\x00\x00b\x00"},
		{"raw", Raw, binaries("a", "", long, "b"), "a" + long + "b"},
		{"base64", Base64, binaries("\x00\xff", "", "\xfb\xff\xbf"), "AP8=\n\n+/+/\n"},
		{"hex", Hex, binaries("\x00\xff", "", "A"), "00ff\n\n41\n"},
		{"length", Length, binaries("hi", "", long), "\x00\x00\x00\x02hi\x00\x00\x00\x00\x00\x02\x71\x00" + long},
		{"json text", JSON, texts("a", ""), `{"type":"text","data":"a",` + stamp + `{"type":"text","data":"",` + stamp},
		{"json escapes", JSON, texts("\"\\/\b\n\r\t\x00<&>é\u2028\x7f"), `{"type":"text","data":"\"\\/\u0008\n\r\t\u0000<&>é` + "\u2028\x7f\"," + stamp},
		{"json text that is none", JSON, texts("a\xff"), `{"type":"binary","data":"Yf8=",` + stamp},
		{"json binary", JSON, binaries("\x00\xff", ""), `{"type":"binary","data":"AP8=",` + stamp + `{"type":"binary","data":"",` + stamp},
		{"json ping", JSON, []message{{Ping, "a"}}, `{"type":"ping","data":"YQ==",` + stamp},
	}
	for _, tt := range tests {
		got := write(t, tt.format, WriterOptions{Now: clock}, tt.in)
		if string(got) != tt.want {
			t.Errorf("%s: got %.200q, want %.200q", tt.name, got, tt.want)
		}
		var out bytes.Buffer
		w := NewWriter(&out, tt.format, WriterOptions{Now: clock})
		for _, m := range tt.in {
			if err := w.Message(m.kind, iotest.OneByteReader(strings.NewReader(m.data))); err != nil {
				t.Errorf("%s by byte: %v", tt.name, err)
			}
		}
		w.Flush()
		if out.String() != tt.want {
			t.Errorf("%s by byte: got %.200q, want %.200q", tt.name, &out, tt.want)
		}
	}
}

// A payload larger than the buffer is written directly, after what came before it.
func TestWriteDirect(t *testing.T) {
	var writes [][]byte
	w := NewWriter(writerFunc(func(p []byte) (int, error) {
		writes = append(writes, p)
		return len(p), nil
	}), Null, WriterOptions{})
	payload := make([]byte, 1<<20)
	w.Message(Text, strings.NewReader("first"))
	w.Flush()
	w.Message(Text, bytes.NewReader(payload))
	w.Flush()
	if len(writes) != 3 || len(writes[1]) != len(payload) || &writes[1][0] != &payload[0] {
		t.Errorf("%d writes", len(writes))
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// broken yields some bytes and then an error.
func broken() io.Reader {
	return io.MultiReader(strings.NewReader("half"), iotest.ErrReader(errDisk))
}

func TestBodyError(t *testing.T) {
	want := map[Format]string{
		Lines: "a\nhalf\nb\n", Null: "a\x00half\x00b\x00", Raw: "ahalfb",
		Base64: "YQ==\nYg==\n", Hex: "61\n62\n", Length: "\x00\x00\x00\x01a\x00\x00\x00\x01b",
		JSON: `{"type":"text","data":"a",` + stamp + `{"type":"text","data":"b",` + stamp,
	}
	for f, want := range want {
		var out bytes.Buffer
		w := NewWriter(&out, f, WriterOptions{Now: clock})
		first := w.Message(Text, strings.NewReader("a"))
		err := w.Message(Text, broken())
		last := w.Message(Text, strings.NewReader("b"))
		w.Flush()
		if first != nil || err != errDisk || last != nil || out.String() != want {
			t.Errorf("%v: %v, %v, %v, got %q", f, first, err, last, &out)
		}
	}
}

func TestOutputError(t *testing.T) {
	outputs := map[string]writerFunc{
		"error": func([]byte) (int, error) { return 0, errDisk },
		"short": func(p []byte) (int, error) { return len(p) - 1, nil },
	}
	causes := map[string]error{"error": errDisk, "short": io.ErrShortWrite}
	for name, out := range outputs {
		for f := Lines; f <= JSON; f++ {
			w := NewWriter(out, f, WriterOptions{})
			err := w.Message(Text, bytes.NewReader(make([]byte, 1<<20)))
			if f == Raw && err == nil {
				t.Errorf("%v: a payload larger than the buffer was not written", f)
			}
			var output *OutputError
			if !errors.As(err, &output) || !errors.Is(err, causes[name]) {
				t.Errorf("%v, %s: got %v", f, name, err)
			}
			again := []error{w.Message(Text, strings.NewReader("")), w.Event(Event{Type: "error"}), w.Flush()}
			for _, e := range again {
				if e != err {
					t.Errorf("%v, %s: then got %v", f, name, e)
				}
			}
		}
	}
}

func TestFlushError(t *testing.T) {
	for f := Lines; f <= JSON; f++ {
		w := NewWriter(writerFunc(func([]byte) (int, error) { return 0, errDisk }), f, WriterOptions{})
		first := w.Message(Text, strings.NewReader("a"))
		var output *OutputError
		if err := w.Flush(); first != nil || !errors.As(err, &output) {
			t.Errorf("%v: got %v, %v", f, first, err)
		}
	}
}

// Every amount of room left in the buffer is tried: whichever write flushes must report the error.
func TestErrorAtAnyFill(t *testing.T) {
	for f := Lines; f <= JSON; f++ {
		for room := range 120 {
			w := NewWriter(writerFunc(func([]byte) (int, error) { return 0, errDisk }), f, WriterOptions{})
			w.buf.Write(make([]byte, bufferSize-room))
			err := w.Message(Binary, strings.NewReader("ten bytes."))
			if (err != nil) != (w.out.err != nil) {
				t.Errorf("%v with room for %d: got %v, but the output's error is %v", f, room, err, w.out.err)
			}
		}
	}
}

func TestWriteLimit(t *testing.T) {
	for f := Lines; f <= JSON; f++ {
		for _, hide := range []bool{false, true} {
			var out bytes.Buffer
			w := NewWriter(&out, f, WriterOptions{MaxMessageSize: 3})
			var exact, over io.Reader = strings.NewReader("abc"), strings.NewReader("abcd")
			if hide {
				exact, over = plainReader{exact}, plainReader{over}
			}
			if err := w.Message(Text, exact); err != nil {
				t.Errorf("%v: at the limit: %v", f, err)
			}
			size := w.buf.Buffered()
			var limit *LimitError
			err := w.Message(Text, over)
			if errors.As(err, &limit) != f.Holds() || f.Holds() && w.buf.Buffered() != size {
				t.Errorf("%v: above the limit: %v, wrote %d bytes", f, err, w.buf.Buffered()-size)
			}
		}
	}
}

type liar struct{ io.Reader }

func (liar) Len() int { return 5 }

func TestWrongLen(t *testing.T) {
	w := NewWriter(io.Discard, Length, WriterOptions{})
	if err := w.Message(Binary, liar{strings.NewReader("abc")}); err == nil {
		t.Error("a body of another length than it said was written")
	}
}

func TestHeldIsReleased(t *testing.T) {
	w := NewWriter(io.Discard, Hex, WriterOptions{})
	w.Message(Binary, bytes.NewReader(make([]byte, 8<<20)))
	if cap(w.held.data) > keepHeld {
		t.Errorf("keeps %d bytes", cap(w.held.data))
	}
}

// flushingBody flushes the writer that it is being written to, as a body does when it waits for the network.
type flushingBody struct {
	w      *Writer
	pieces []string
}

func (b *flushingBody) Read(p []byte) (int, error) {
	if err := b.w.Flush(); err != nil {
		return 0, err
	}
	if len(b.pieces) == 0 {
		return 0, io.EOF
	}
	n := copy(p, b.pieces[0])
	b.pieces = b.pieces[1:]
	return n, nil
}

func TestFlushWithinAMessage(t *testing.T) {
	for _, f := range []Format{Lines, Null, Raw} {
		for _, escape := range []bool{false, true} {
			var out bytes.Buffer
			w := NewWriter(&out, f, WriterOptions{Escape: escape})
			if err := w.Message(Text, &flushingBody{w, []string{"first ", "second ", "third"}}); err != nil {
				t.Fatal(err)
			}
			if err := w.Flush(); err != nil {
				t.Fatal(err)
			}
			if got := strings.TrimRight(out.String(), "\n\x00"); got != "first second third" {
				t.Errorf("%v: %q", f, got)
			}
		}
	}
}
