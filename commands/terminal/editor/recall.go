package editor

import "strings"

// recall steps through earlier lines that begin like the text before the cursor.
type recall struct {
	active bool
	past   []string
	index  int // in past, of the line shown; len(past) is the typed line
	typed  line
}

func (e *Editor) past() []string {
	if e.Past == nil {
		return nil
	}
	return e.Past()
}

func (e *Editor) older() { e.recalls(-1) }

func (e *Editor) newer() {
	if e.recall.active {
		e.recalls(1)
	}
}

// recalls moves on in a direction to the next text that differs.
func (e *Editor) recalls(step int) {
	r := e.recall
	if !r.active {
		past := e.past()
		r = recall{active: true, past: past, index: len(past), typed: e.line}
	}
	prefix := r.typed.text[:r.typed.at]
	for i := r.index + step; i >= 0 && i < len(r.past); i += step {
		if text := r.past[i]; text != e.text && strings.HasPrefix(text, prefix) {
			r.index = i
			e.show(r, line{text, len(text)})
			return
		}
	}
	if step > 0 && r.index < len(r.past) {
		r.index = len(r.past)
		e.show(r, r.typed)
	}
}

func (e *Editor) show(r recall, l line) {
	e.keep(false)
	e.recall, e.line = r, l
}
