package codec

import (
	"fmt"
	"io"
	"unicode/utf8"
)

// raw takes bytes as they come: all of them are one message, or each read is one. A read may end in the middle of a
// character, so in text its first bytes wait for the rest.
type raw struct {
	source
	kind  Type
	whole bool
	limit int64
	at    int64 // where the current message begins
	done  bool  // the end of the whole message has been returned
}

func readRaw(r io.Reader, o ReaderOptions, limit int64) decoder {
	d := &raw{source: newSource(r), kind: o.Type, whole: o.Whole, limit: limit}
	size := int64(bufferSize)
	if !o.Whole {
		size = min(size, limit)
	}
	d.buf = d.buf[:size]
	return d
}

func (r *raw) where() string { return fmt.Sprintf("byte %d", r.at) }

func (r *raw) next() (Part, error) {
	for r.err == nil {
		r.fill()
		if n := r.have() - r.begun(); n > 0 {
			return r.part(n)
		}
	}
	if n := r.have(); n > 0 {
		return r.part(n)
	}
	if r.err == io.EOF && r.whole && !r.done {
		r.done = true
		return Part{Type: r.kind, Last: true}, nil
	}
	return Part{}, r.err
}

// begun returns how many bytes at the end may be the beginning of a character.
func (r *raw) begun() int {
	if r.whole || r.kind != Text || r.err != nil {
		return 0
	}
	for n := 1; n < utf8.UTFMax && n <= r.have(); n++ {
		last := r.buf[r.end-n : r.end]
		if !utf8.RuneStart(last[0]) {
			continue
		}
		if utf8.FullRune(last) || n == len(r.buf) {
			return 0
		}
		return n
	}
	return 0
}

func (r *raw) part(n int) (Part, error) {
	if !r.whole {
		r.at = r.offset()
	}
	data := r.take(n)
	if r.whole && r.offset() > r.limit {
		return Part{}, &InputError{r.where(), &LimitError{r.limit}}
	}
	return Part{Type: r.kind, Data: data, Last: !r.whole}, nil
}

func (r *raw) buffered() bool { return r.err != nil }

func (w *Writer) raw(body io.Reader) error {
	_, err := w.stream(body)
	return err
}
