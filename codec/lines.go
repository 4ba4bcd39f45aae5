package codec

import "io"

// streamed reads messages that are in the input unencoded, between delimiters: Lines and Null.
type streamed struct {
	records
	kind  Type
	limit int64
	size  int64 // size of the current message's parts returned so far
}

func readLines(r io.Reader, o ReaderOptions, limit int64) decoder {
	return &streamed{records: newLines(r), kind: o.Type, limit: limit}
}

func readNulls(r io.Reader, o ReaderOptions, limit int64) decoder {
	return &streamed{records: newNulls(r), kind: o.Type, limit: limit}
}

func (s *streamed) next() (Part, error) {
	data, last, err := s.piece()
	if err != nil {
		return Part{}, err
	}
	s.size += int64(len(data))
	if s.size > s.limit {
		return Part{}, &InputError{s.where(), &LimitError{s.limit}}
	}
	if last {
		s.size = 0
	}
	return Part{Type: s.kind, Data: data, Last: last}, nil
}

func (s *streamed) buffered() bool { return s.complete() }

const burstSize = 256 // messages

// burst takes records until one is incomplete or needs next.
func (s *streamed) burst(b *Burst) {
	b.Type = s.kind
	if s.inside || s.marked {
		return
	}
	for len(b.Data) < burstSize {
		n := s.find()
		if n < 0 || int64(n) > s.limit {
			return
		}
		s.number++
		b.Data = append(b.Data, s.trim(s.take(n+1)))
	}
}

func (s *streamed) whereInBurst(behind int64) string { return s.at(s.number - behind) }

func (w *Writer) line(body io.Reader) error { return w.terminated(body, '\n') }

func (w *Writer) null(body io.Reader) error { return w.terminated(body, 0) }

func (w *Writer) terminated(body io.Reader, end byte) error {
	if w.cut {
		w.cut = false
		if err := w.buf.WriteByte(end); err != nil {
			return err
		}
	}
	n, err := w.copy(body)
	if err != nil {
		w.cut = n > 0
		return err
	}
	return w.buf.WriteByte(end)
}
