package server

import (
	"errors"
	"io"
	"sync/atomic"
)

const (
	// DefaultMaxMemory is the limit on what is held for all clients together, in bytes.
	DefaultMaxMemory = 1 << 30
	// ConnectionCost is the estimated memory for a connection in bytes: buffers, TLS, goroutines.
	ConnectionCost = 64 << 10
)

// memory counts what is held for all clients together.
type memory struct {
	limit int64
	used  atomic.Int64
}

// take reserves n bytes, or returns false if there aren't so many left.
func (m *memory) take(n int) bool {
	if m.used.Add(int64(n)) > m.limit {
		m.give(n)
		return false
	}
	return true
}

// force reserves n bytes unconditionally.
func (m *memory) force(n int) bool {
	m.used.Add(int64(n))
	return true
}

func (m *memory) give(n int) { m.used.Add(-int64(n)) }

var errNoMemory = errors.New("more would have to be held than --max-memory allows")

const (
	smallestChunk = 16 << 10
	largestChunk  = 1 << 20
)

// hoard is a queue of bytes. It keeps them in chunks, for which it reserves memory.
type hoard struct {
	memory *memory
	chunks []chunk
	size   int
}

// chunk is data, some of it already used.
type chunk struct {
	data []byte
	used int
}

// Write appends a copy of p, or with errNoMemory as much of it as there is room for.
func (h *hoard) Write(p []byte) (int, error) { return h.write(p, h.memory.take) }

// force appends a copy of p, whatever its size.
func (h *hoard) force(p []byte) { _, _ = h.write(p, h.memory.force) }

func (h *hoard) write(p []byte, take func(int) bool) (n int, err error) {
	for n < len(p) {
		last := len(h.chunks) - 1
		if last < 0 || len(h.chunks[last].data) == cap(h.chunks[last].data) {
			room := min(max(h.size, smallestChunk), largestChunk)
			if !take(room) {
				return n, errNoMemory
			}
			h.chunks = append(h.chunks, chunk{data: make([]byte, 0, room)})
			last++
		}
		data := &h.chunks[last].data
		more := min(len(p)-n, cap(*data)-len(*data))
		*data = append(*data, p[n:n+more]...)
		h.size += more
		n += more
	}
	return n, nil
}

// first returns the next bytes; nil if there are none. Writing more doesn't change them.
func (h *hoard) first() []byte {
	if h.size == 0 {
		return nil
	}
	return h.chunks[0].data[h.chunks[0].used:]
}

// use drops the first n bytes, which must be within first.
func (h *hoard) use(n int) {
	h.size -= n
	first := &h.chunks[0]
	first.used += n
	if first.used == len(first.data) {
		h.memory.give(cap(first.data))
		*first = chunk{}
		h.chunks = h.chunks[1:]
	}
}

// Len returns the number of bytes held.
func (h *hoard) Len() int { return h.size }

// Read implements io.Reader. The bytes read are dropped.
func (h *hoard) Read(p []byte) (int, error) {
	if h.size == 0 {
		return 0, io.EOF
	}
	n := copy(p, h.first())
	h.use(n)
	return n, nil
}

// WriteTo saves io.Copy a buffer.
func (h *hoard) WriteTo(w io.Writer) (written int64, err error) {
	for h.size > 0 && err == nil {
		var n int
		n, err = w.Write(h.first())
		written += int64(n)
		h.use(n)
	}
	return written, err
}

// release drops everything.
func (h *hoard) release() {
	for _, c := range h.chunks {
		h.memory.give(cap(c.data))
	}
	h.chunks, h.size = nil, 0
}
