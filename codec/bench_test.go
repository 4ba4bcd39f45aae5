package codec

import (
	"bytes"
	"io"
	"strings"
	"testing"
)

// payload is 64 bytes, since the messages that matter are small and many.
var payload = []byte(strings.Repeat("0123456789abcde ", 4))

// again is an endless input that repeats one piece.
type again struct {
	piece []byte
	at    int
}

func (a *again) Read(p []byte) (n int, err error) {
	for n < len(p) {
		c := copy(p[n:], a.piece[a.at:])
		n, a.at = n+c, (a.at+c)%len(a.piece)
	}
	return n, nil
}

func input(t testing.TB, f Format) io.Reader {
	var out bytes.Buffer
	w := NewWriter(&out, f, WriterOptions{})
	for range 1000 {
		w.Message(Text, bytes.NewReader(payload))
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return &again{piece: out.Bytes()}
}

func BenchmarkRead(b *testing.B) {
	for f := Lines; f <= JSON; f++ {
		b.Run(f.String(), func(b *testing.B) {
			r := NewReader(input(b, f), f, ReaderOptions{})
			b.ReportAllocs()
			for range b.N {
				r.Next()
			}
		})
	}
}

func BenchmarkReadBuffered(b *testing.B) {
	for _, f := range []Format{Lines, JSON} {
		b.Run(f.String(), func(b *testing.B) {
			r := NewReader(input(b, f), f, ReaderOptions{})
			b.ReportAllocs()
			for range b.N {
				r.Buffered()
				r.Next()
			}
		})
	}
}

func BenchmarkWrite(b *testing.B) {
	for f := Lines; f <= JSON; f++ {
		b.Run(f.String(), func(b *testing.B) {
			w := NewWriter(io.Discard, f, WriterOptions{})
			body := bytes.NewReader(payload)
			b.ReportAllocs()
			for range b.N {
				body.Reset(payload)
				w.Message(Text, body)
			}
		})
	}
}

func BenchmarkReadLarge(b *testing.B) {
	for _, f := range []Format{Lines, Base64, Hex, Length} {
		b.Run(f.String(), func(b *testing.B) {
			var out bytes.Buffer
			w := NewWriter(&out, f, WriterOptions{})
			w.Message(Binary, bytes.NewReader(make([]byte, 1<<20)))
			w.Flush()
			r := NewReader(&again{piece: out.Bytes()}, f, ReaderOptions{})
			b.SetBytes(1 << 20)
			for range b.N {
				for p, _ := r.Next(); !p.Last; p, _ = r.Next() {
				}
			}
		})
	}
}

// The paths that every message takes don't allocate.
func TestAllocations(t *testing.T) {
	for f := Lines; f <= JSON; f++ {
		r := NewReader(input(t, f), f, ReaderOptions{})
		w := NewWriter(io.Discard, f, WriterOptions{})
		body := bytes.NewReader(payload)
		n := testing.AllocsPerRun(5000, func() {
			r.Buffered()
			p, err := r.Next()
			if err != nil {
				t.Fatal(err)
			}
			body.Reset(p.Data)
			if err := w.Message(p.Type, body); err != nil {
				t.Fatal(err)
			}
		})
		if n > 0 {
			t.Errorf("%v: %v allocations a message", f, n)
		}
	}
}
