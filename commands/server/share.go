package server

import "sync"

// share is what one client makes the server hold of the memory that there is for
// all. One that would go beyond that is told so, once, and has to leave: until then
// it counts.
type share struct {
	memory *memory

	mu      sync.Mutex
	tooMuch func() // nil once it was called
	used    int
	over    bool
}

// hold counts n bytes more, or fewer if n is negative. They count in any case;
// false says that they are too much.
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

// end gives back all of it, and counts nothing more.
func (h *share) end() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.memory.give(h.used)
	h.used, h.over = 0, true
}
