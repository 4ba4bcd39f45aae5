package codec

import "io"

const (
	bufferSize = 64 << 10

	// bufferRoom leaves room for what accompanies a payload (CRLF, a length), so that a payload of bufferSize is
	// still one part.
	bufferRoom = bufferSize + 4

	maxEmptyReads = 100
)

// source buffers an io.Reader, and reads only when told to. The data in buf[:start] stays valid until fill.
type source struct {
	r          io.Reader
	buf        []byte
	start, end int   // buf[start:end] has been read but not taken
	base       int64 // offset in the input of buf[0]
	err        error // of r, including io.EOF; applies after what is in the buffer
}

func newSource(r io.Reader) source {
	return source{r: r, buf: make([]byte, bufferRoom)}
}

func (s *source) have() int     { return s.end - s.start }
func (s *source) full() bool    { return s.start == 0 && s.end == len(s.buf) }
func (s *source) offset() int64 { return s.base + int64(s.start) }

// take returns the next n bytes, which must be buffered.
func (s *source) take(n int) []byte {
	data := s.buf[s.start : s.start+n]
	s.start += n
	return data
}

// fill reads once from r: afterwards there is at least one more byte, or err is set. The buffer must not be full.
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

// compact moves what is left to the front, but only if that costs nothing, can't be avoided, or is paid for by what
// was taken.
func (s *source) compact() {
	if s.start < s.end && s.end < len(s.buf) && s.start <= len(s.buf)/2 {
		return
	}
	copy(s.buf, s.buf[s.start:s.end])
	s.base += int64(s.start)
	s.start, s.end = 0, s.end-s.start
}
