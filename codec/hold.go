package codec

import (
	"io"
	"slices"
)

const (
	minRead = 512

	// keepHeld is the size of the largest buffer that is kept for the next message.
	keepHeld = 1 << 20
)

// holder collects a body of limited size in a buffer that it reuses. It implements io.Writer and io.ReaderFrom, which
// io.Copy looks for.
type holder struct {
	data  []byte
	limit int64
}

// hold returns all of body; the bytes are valid until release.
func (h *holder) hold(body io.Reader, limit int64) ([]byte, error) {
	h.data, h.limit = h.data[:0], limit
	_, err := io.Copy(h, body)
	return h.data, err
}

func (h *holder) release() {
	if cap(h.data) > keepHeld {
		h.data = nil
	}
}

// Write appends p.
func (h *holder) Write(p []byte) (int, error) {
	if int64(len(h.data)+len(p)) > h.limit {
		return 0, &LimitError{h.limit}
	}
	h.data = append(h.data, p...)
	return len(p), nil
}

// ReadFrom appends all of r.
func (h *holder) ReadFrom(r io.Reader) (int64, error) {
	start := len(h.data)
	for idle := 0; idle < maxEmptyReads; idle++ {
		h.data = slices.Grow(h.data, minRead)
		n, err := r.Read(h.data[len(h.data):cap(h.data)])
		h.data = h.data[:len(h.data)+n]
		if int64(len(h.data)) > h.limit {
			return 0, &LimitError{h.limit}
		}
		if err != nil {
			return int64(len(h.data) - start), unlessEOF(err)
		}
		if n > 0 {
			idle = -1
		}
	}
	return 0, io.ErrNoProgress
}

func unlessEOF(err error) error {
	if err == io.EOF {
		return nil
	}
	return err
}
