package screen

import (
	"io"
	"sync"
	"time"
)

const (
	// most is how much may wait to be shown, in bytes, before Print blocks.
	most = 256 << 10
	// pace is the shortest time between two frames.
	pace = 16 * time.Millisecond
)

// Screen is a terminal that one goroutine paints. Output waits for the next frame, and Print blocks if too much is
// waiting, so that a slow terminal slows down its callers.
type Screen struct {
	// Measure returns the terminal's size. It is called before each frame, since a notification of a new size may be
	// late. If it is nil, only Size sets the size.
	Measure func() (width, height int)

	out io.Writer

	mu      sync.Mutex
	changed sync.Cond // for waiting, busy, away, closed, err
	painter Painter
	waiting []byte
	live    Live
	clear   bool
	busy    bool // a frame is being written
	away    bool // another program has the terminal
	bare    bool // show rows but no line
	closed  bool
	err     error // of writing; nothing is shown any more
	wake    chan struct{}
}

// New returns a screen that writes to out. Size must be called before Run.
func New(out io.Writer, painter Painter) *Screen {
	s := &Screen{out: out, painter: painter, wake: make(chan struct{}, 1)}
	s.changed.L = &s.mu
	return s
}

// Size sets the terminal's size.
func (s *Screen) Size(width, height int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.painter.Resize(width, height)
	s.poke()
}

// Dimensions returns the terminal's width and height.
func (s *Screen) Dimensions() (width, height int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.painter.width, s.painter.height
}

// Print shows rows, which each end with a newline. It blocks while too much is waiting, and returns the error of
// writing.
func (s *Screen) Print(rows []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.waiting) >= most && !s.closed && s.err == nil {
		s.changed.Wait()
	}
	s.add(rows)
	return s.err
}

// PrintNow shows rows, however much is waiting.
func (s *Screen) PrintNow(rows []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.add(rows)
}

// add requires mu.
func (s *Screen) add(rows []byte) {
	if s.err == nil && !s.closed {
		s.waiting = append(s.waiting, rows...)
		s.poke()
	}
}

// Show sets what is shown beneath the output.
func (s *Screen) Show(live Live) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.live = live
	s.poke()
}

// Clear empties the screen.
func (s *Screen) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clear = true
	s.poke()
}

// Stale repaints the line after another program has written to the terminal.
func (s *Screen) Stale() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.painter.Forget()
	s.poke()
}

// poke requires mu.
func (s *Screen) poke() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Run paints until Close. It returns the error of writing.
func (s *Screen) Run() error {
	var last time.Time
	for range s.wake {
		time.Sleep(time.Until(last.Add(pace)))
		last = time.Now()
		if over := s.step(); over {
			break
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// step writes a frame.
func (s *Screen) step() (over bool) {
	s.mu.Lock()
	if s.closed || s.err != nil {
		s.mu.Unlock()
		return true
	}
	var frame []byte
	if !s.away {
		frame = s.frame()
	}
	writes := len(frame) > 0
	s.busy = s.busy || writes // Leave may be writing
	s.changed.Broadcast()
	s.mu.Unlock()
	if writes {
		s.write(frame)
	}
	return false
}

// frame requires mu.
func (s *Screen) frame() []byte {
	if s.Measure != nil {
		s.painter.Resize(s.Measure())
	}
	rows := s.waiting
	s.waiting = nil
	if s.bare {
		return s.painter.Bare(rows)
	}
	frame := s.painter.Frame(rows, s.live)
	if s.clear {
		s.clear = false
		frame = append(frame, s.painter.Clear(s.live)...)
	}
	return frame
}

// write requires that busy is set and mu is not held.
func (s *Screen) write(frame []byte) {
	_, err := s.out.Write(frame)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.busy = false
	if s.err == nil {
		s.err = err
	}
	s.changed.Broadcast()
	s.poke()
}

// Leave shows waiting output, removes the line, and stops writing until Return, so that another program can use the
// terminal. It does nothing if another program already has it.
func (s *Screen) Leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away || s.closed {
		return
	}
	s.away = true
	for s.busy {
		s.changed.Wait()
	}
	if s.err != nil {
		return
	}
	frame := s.painter.Away(s.waiting)
	s.waiting, s.busy = nil, true
	s.mu.Unlock()
	s.write(frame)
	s.mu.Lock()
}

// Return continues after Leave.
func (s *Screen) Return() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.away = false
	s.poke()
}

// Bare sets whether rows are shown without the line, because a shell has its own there.
func (s *Screen) Bare(bare bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bare = bare
	s.painter.Forget()
	s.poke()
}

// Close shows waiting output, removes the line, and ends Run. If the terminal accepts no output, it gives up after
// patience and returns false.
func (s *Screen) Close(patience time.Duration) bool {
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.Leave()
	}()
	ended := true
	select {
	case <-done:
	case <-time.After(patience):
		ended = false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	s.changed.Broadcast()
	s.poke()
	return ended
}
