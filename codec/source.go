package codec

import "io"

const (
	bufferSize = 64 << 10

	// Room for what goes with a payload (CRLF, a length), so that a payload of bufferSize still comes in one part.
	bufferRoom = bufferSize + 4

	maxEmptyReads = 100
)

// source is a buffer over an io.Reader that never reads unless told to. What stands in buf[:start] stays valid until fill.
type source struct {
	r          io.Reader
	buf        []byte
	start, end int   // buf[start:end] has been read and not been taken
	base       int64 // offset in the input of buf[0]
	err        error // of r, io.EOF included; comes after what is in the buffer
}

func newSource(r io.Reader) source {
	return source{r: r, buf: make([]byte, bufferRoom)}
}

func (s *source) have() int     { return s.end - s.start }
func (s *source) full() bool    { return s.start == 0 && s.end == len(s.buf) }
func (s *source) offset() int64 { return s.base + int64(s.start) }

// take returns the next n bytes, which must be there.
func (s *source) take(n int) []byte {
	data := s.buf[s.start : s.start+n]
	s.start += n
	return data
}

// fill reads once from r: afterwards there is at least one byte more, or err is set. The buffer must not be full.
func (s *source) fill() {
	s.compact()
	for range maxEmptyReads {
		n, err := s.r.Read(s.buf[s.end:])
		s.end += n
		s.err = err
		if n > 0 || err != nil {
			return
		}
	}
	s.err = io.ErrNoProgress
}

// compact moves what is left to the front, but only when that is free, unavoidable or paid for by what was taken.
func (s *source) compact() {
	if s.start < s.end && s.end < len(s.buf) && s.start <= len(s.buf)/2 {
		return
	}
	copy(s.buf, s.buf[s.start:s.end])
	s.base += int64(s.start)
	s.start, s.end = 0, s.end-s.start
}
