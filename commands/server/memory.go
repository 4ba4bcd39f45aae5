package server

import (
	"errors"
	"io"
	"sync/atomic"
)

const (
	// DefaultMaxMemory is what all clients together may make us hold, in bytes.
	DefaultMaxMemory = 1 << 30
	// ConnectionCost is what it takes to have a connection: buffers, TLS, goroutines.
	ConnectionCost = 64 << 10
)

// memory is what all clients together make the server hold.
type memory struct {
	limit int64
	used  atomic.Int64
}

// take reserves n bytes; false if there are not so many left.
func (m *memory) take(n int) bool {
	if m.used.Add(int64(n)) > m.limit {
		m.give(n)
		return false
	}
	return true
}

// force reserves n bytes in any case.
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

// hoard holds bytes, in chunks that it reserves memory for, and gives out
// first those that came first.
type hoard struct {
	memory *memory
	chunks []chunk
	size   int
}

// chunk is data of which some is used already.
type chunk struct {
	data []byte
	used int
}

// Write holds a copy of p, or with errNoMemory as much of it as there is room for.
func (h *hoard) Write(p []byte) (int, error) { return h.write(p, h.memory.take) }

// force holds a copy of p, however much there is.
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

// first is what to use next; nil when all is used. It stays as it is while
// more is written.
func (h *hoard) first() []byte {
	if h.size == 0 {
		return nil
	}
	return h.chunks[0].data[h.chunks[0].used:]
}

// use lets go of the first n bytes, which are of first.
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

// Len is how much is held.
func (h *hoard) Len() int { return h.size }

// Read gives out what is then let go.
func (h *hoard) Read(p []byte) (int, error) {
	if h.size == 0 {
		return 0, io.EOF
	}
	n := copy(p, h.first())
	h.use(n)
	return n, nil
}

// WriteTo spares io.Copy a buffer.
func (h *hoard) WriteTo(w io.Writer) (written int64, err error) {
	for h.size > 0 && err == nil {
		var n int
		n, err = w.Write(h.first())
		written += int64(n)
		h.use(n)
	}
	return written, err
}

// release lets go of everything.
func (h *hoard) release() {
	for _, c := range h.chunks {
		h.memory.give(cap(c.data))
	}
	h.chunks, h.size = nil, 0
}
