package editor

import (
	"strings"

	"wspipe/commands/terminal/keys"
)

// search looks in earlier lines for a query that is being typed.
type search struct {
	active  bool
	forward bool
	failed  bool
	query   string
	past    []string
	index   int // in past, of the line shown; len(past) before anything is found
	before  line
}

// Searching reports whether a search is in progress, its query, and whether it has failed.
func (e *Editor) Searching() (query string, failed, active bool) {
	return e.search.query, e.search.failed, e.search.active
}

func (e *Editor) searchFrom(forward bool) {
	past := e.past()
	e.search = search{active: true, forward: forward, past: past, index: len(past), before: e.line}
}

// searching handles keys during a search. Any other key ends the search, and searching returns false so that the key is
// handled as usual.
func (e *Editor) searching(k keys.Key) (done bool) {
	s := &e.search
	switch {
	case k.Code == keys.Typed, k.Code == keys.Pasted:
		text, _, _ := strings.Cut(k.Text, "\n")
		s.query += text
		e.find(s.index, s.forward)
	case k == keys.Plain(keys.Backspace):
		query := line{s.query, len(s.query)}
		s.query, s.index = s.query[:query.left()], len(s.past)
		if s.query == "" {
			e.line = s.before
		}
		e.find(s.index, false)
	case k == keys.Control('r'), k == keys.Control('s'):
		s.forward = k == keys.Control('s')
		e.findNext()
	case k == keys.Control('g'), k == keys.Control('c'):
		before := s.before
		e.search = search{}
		e.line = before
	case k == keys.Plain(keys.Escape):
		e.found()
	default:
		e.found()
		return false
	}
	return true
}

// found ends a search with the line that it has found.
func (e *Editor) found() {
	shown := e.line
	e.line = e.search.before
	e.search = search{}
	e.keep(false)
	e.line = shown
}

func (e *Editor) findNext() {
	s := &e.search
	if s.forward {
		e.find(s.index+1, true)
	} else {
		e.find(s.index-1, false)
	}
}

// find shows the first line from an index on that contains the query and isn't already shown.
func (e *Editor) find(from int, forward bool) {
	s := &e.search
	step := -1
	if forward {
		step = 1
	}
	s.failed = false
	if s.query == "" {
		return
	}
	for i := min(from, len(s.past)-1); i >= 0 && i < len(s.past); i += step {
		at := strings.Index(s.past[i], s.query)
		if at >= 0 && (i == s.index || s.past[i] != e.text) {
			s.index = i
			e.line = line{s.past[i], at}
			return
		}
	}
	s.failed = true
}
