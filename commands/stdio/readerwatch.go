package stdio

import (
	"io"
	"sync"
)

// ReaderWatch is a WatchReader that may begin late, or never.
type ReaderWatch struct {
	Out  io.Writer
	Gone func()

	mu   sync.Mutex
	stop func() // nil if it hasn't begun
	over bool
}

// Begin may be called again, and does nothing after End.
func (w *ReaderWatch) Begin() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stop == nil && !w.over {
		w.stop = WatchReader(w.Out, w.Gone)
	}
}

// End ends the watch, and keeps it from beginning.
func (w *ReaderWatch) End() {
	w.mu.Lock()
	stop := w.stop
	w.over = true
	w.mu.Unlock()
	if stop != nil {
		stop()
	}
}
