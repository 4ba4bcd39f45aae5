package commands

import (
	"io"
	"sync"
)

// readerWatch is a watchReader that may begin late, or never.
type readerWatch struct {
	out  io.Writer
	gone func()

	mu   sync.Mutex
	stop func() // nil: it hasn't begun
	over bool
}

// begin may be called again, and does nothing after end.
func (w *readerWatch) begin() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stop == nil && !w.over {
		w.stop = watchReader(w.out, w.gone)
	}
}

func (w *readerWatch) end() {
	w.mu.Lock()
	stop := w.stop
	w.over = true
	w.mu.Unlock()
	if stop != nil {
		stop()
	}
}
