package screen

import (
	"io"
	"sync"
	"time"
)

const (
	// most is how much may wait to be shown, in bytes, before printing has to wait.
	most = 256 << 10
	// pace is the shortest time between two frames.
	pace = 16 * time.Millisecond
)

// Screen is a terminal that one goroutine paints. What is printed waits for the next frame, and printing waits when too
// much does, so that a slow terminal slows whoever prints.
type Screen struct {
	// Measure tells the terminal's size, and is asked before each frame: what tells of another one may come late. Nil:
	// Size does.
	Measure func() (width, height int)

	out io.Writer

	mu      sync.Mutex
	changed sync.Cond // of waiting, busy, away, closed, err
	painter Painter
	waiting []byte
	live    Live
	clear   bool
	busy    bool // a frame is being written
	away    bool // somebody else has the terminal
	bare    bool // rows are shown, and no line
	closed  bool
	err     error // of writing; nothing is shown any more
	wake    chan struct{}
}

// New is a screen that writes to out. Size must be called before Run.
func New(out io.Writer, painter Painter) *Screen {
	s := &Screen{out: out, painter: painter, wake: make(chan struct{}, 1)}
	s.changed.L = &s.mu
	return s
}

// Size tells of the terminal's size.
func (s *Screen) Size(width, height int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.painter.Resize(width, height)
	s.poke()
}

// Dimensions are the terminal's width and height.
func (s *Screen) Dimensions() (width, height int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.painter.width, s.painter.height
}

// Print shows rows, which end with a newline each. It waits while too much waits, and returns what writing failed with.
func (s *Screen) Print(rows []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.waiting) >= most && !s.closed && s.err == nil {
		s.changed.Wait()
	}
	s.add(rows)
	return s.err
}

// PrintNow shows rows, however much waits.
func (s *Screen) PrintNow(rows []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.add(rows)
}

// add needs mu.
func (s *Screen) add(rows []byte) {
	if s.err == nil && !s.closed {
		s.waiting = append(s.waiting, rows...)
		s.poke()
	}
}

// Show makes this what stands beneath what is printed.
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

// Stale has the line painted anew: somebody else wrote on the terminal.
func (s *Screen) Stale() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.painter.Forget()
	s.poke()
}

// poke needs mu.
func (s *Screen) poke() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Run paints until Close. It returns what writing failed with.
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

// frame needs mu.
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

// write needs busy to be set, and mu to be free.
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

// Leave shows what waits, takes the line away, and writes nothing more until Return: somebody else has the terminal
// then. It does nothing when somebody has it already.
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

// Return goes on after Leave.
func (s *Screen) Return() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.away = false
	s.poke()
}

// Bare says whether rows are shown without the line: a shell has its own there.
func (s *Screen) Bare(bare bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bare = bare
	s.painter.Forget()
	s.poke()
}

// Close shows what waits, takes the line away, and ends Run. Where the terminal takes nothing it waits no longer than
// patience, and returns false.
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
