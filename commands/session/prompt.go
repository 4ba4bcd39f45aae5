package session

import (
	"io"
	"sync"
)

// prompt invites a person to type. It is written to stderr, so that stdout has payloads only. A nil
// prompt does nothing.
type prompt struct {
	w io.Writer

	mu     sync.Mutex
	typing bool // a Read of the terminal is in progress
	hidden bool // a message has the screen
	shown  bool
	over   bool
}

// before returns in, with the prompt shown whenever a Read waits.
func (p *prompt) before(in io.Reader) io.Reader { return &promptReader{p, in} }

type promptReader struct {
	p  *prompt
	in io.Reader
}

func (r *promptReader) Read(b []byte) (int, error) {
	r.p.set(true)
	n, err := r.in.Read(b)
	r.p.set(false)
	return n, err
}

func (p *prompt) set(typing bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.typing, p.shown = typing, false
	p.appear()
}

func (p *prompt) show() {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.hidden = false
	p.appear()
}

// appear shows the prompt if it should be visible. It needs mu.
func (p *prompt) appear() {
	if p.typing && !p.shown && !p.hidden && !p.over {
		p.shown = true
		_, _ = io.WriteString(p.w, "> ")
	}
}

// hide makes room for a message, until show.
func (p *prompt) hide() {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.hidden = true
	if p.shown {
		p.shown = false
		_, _ = io.WriteString(p.w, "\n")
	}
}

// end hides the prompt for good.
func (p *prompt) end() {
	if p == nil {
		return
	}
	p.hide()
	p.mu.Lock()
	p.over = true
	p.mu.Unlock()
}
