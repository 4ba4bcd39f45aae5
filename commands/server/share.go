package server

import "sync"

// share is one client's part of the memory for all clients. When it would exceed that memory,
// tooMuch is called, once, and the client has to leave: until then it counts.
type share struct {
	memory *memory

	mu      sync.Mutex
	tooMuch func() // nil once called
	used    int
	over    bool
}

// hold counts n more bytes, or fewer if n is negative. They count in any case; false means that
// they are too many.
func (h *share) hold(n int) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.over {
		return true
	}
	h.used += n
	if n <= 0 {
		h.memory.give(-n)
		return true
	}
	if h.memory.take(n) {
		return true
	}
	h.memory.force(n)
	if h.tooMuch != nil {
		go h.tooMuch()
		h.tooMuch = nil
	}
	return false
}

// end gives everything back, and counts nothing from then on.
func (h *share) end() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.memory.give(h.used)
	h.used, h.over = 0, true
}
