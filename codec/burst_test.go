package codec

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// Messages read in bursts are the same as those read one by one, and so are their places.
func FuzzBurst(f *testing.F) {
	for _, format := range []Format{Lines, Null, Hex, JSON, Length} {
		f.Add(uint8(format), uint16(0), uint16(7), []byte("\ufeffa\r\nb\n\n\x00c\x00\r\nAA\n"))
		f.Add(uint8(format), uint16(5), uint16(9), []byte("short\nshort\r\nlonger\nx\n"))
		f.Add(uint8(format), uint16(0), uint16(9999), bytes.Repeat([]byte("00\n"), 700))
	}
	f.Add(uint8(Lines), uint16(0), uint16(9999), append(bytes.Repeat([]byte("long"), bufferSize), "\nshort\nlast"...))
	f.Add(uint8(JSON), uint16(0), uint16(9999), []byte(`{"type":"text","data":"a"}
{"type":"pong","data":"a"}
{"type":"text","data":"b"}
{"data":"c","type":"text"}
{"type":"binary","data":"AAH/"}
{"type":"text","data":"d"}
{"type":"text","data":"\\n"}
{"type":"text","data":"e"}
{"type":"text","data":1}
`))
	f.Fuzz(func(t *testing.T, format uint8, limit, piece uint16, input []byte) {
		reader := func() *Reader {
			in := iotest.DataErrReader(&pieces{bytes.NewReader(input), int(piece) + 1})
			return NewReader(in, Format(format%7), ReaderOptions{MaxMessageSize: int64(limit)})
		}
		want, places, wantErr := inBursts(reader(), false)
		got, bursts, err := inBursts(reader(), true)
		if !same(got, want) || strings.Join(bursts, ",") != strings.Join(places, ",") || err.Error() != wantErr.Error() {
			t.Errorf("one by one: %s%q %v; in bursts: %s%q %v", summary(want), places, wantErr, summary(got), bursts, err)
		}
	})
}

// inBursts reads to the first error, and returns each message and its place.
func inBursts(r *Reader, burst bool) (all []message, places []string, err error) {
	var data []byte
	var b Burst
	for {
		if burst && len(data) == 0 {
			r.Burst(&b)
			for i, m := range b.Data {
				all = append(all, message{b.Type, string(m)})
				places = append(places, r.WhereInBurst(len(b.Data)-1-i))
			}
		}
		p, err := r.Next()
		if err != nil {
			return all, places, err
		}
		if data = append(data, p.Data...); p.Last {
			all, places, data = append(all, message{p.Type, string(data)}), append(places, r.Where()), nil
		}
	}
}

// pieces reads n bytes at a time.
type pieces struct {
	r io.Reader
	n int
}

func (p *pieces) Read(b []byte) (int, error) { return p.r.Read(b[:min(len(b), p.n)]) }
