package editor

import (
	"strings"

	"wspipe/commands/terminal/keys"
)

// edited handles keys that change the line, and returns false for others.
func (e *Editor) edited(k keys.Key) bool {
	switch k {
	case keys.Plain(keys.Backspace):
		e.remove(e.left(), e.at)
	case keys.Plain(keys.Delete):
		e.remove(e.at, e.right())
	case keys.Control('d'):
		if e.text == "" {
			return false
		}
		e.remove(e.at, e.right())
	case keys.Meta(keys.Enter):
		e.typed("\n")
	case keys.Control('t'):
		e.transpose()
	case keys.Control('_'):
		e.revert()
	case keys.Control('y'):
		e.yank()
	case keys.Meta('y'):
		e.yankOther()
	default:
		return e.kill(k)
	}
	return true
}

// remove deletes text that Ctrl-Y won't bring back.
func (e *Editor) remove(from, to int) {
	if from < to {
		e.keep(false)
		e.cut(from, to)
	}
}

// transpose exchanges the clusters before and after the cursor, or the last two at the end.
func (e *Editor) transpose() {
	middle := e.line
	if middle.at == middle.rowEnd() {
		middle.at = middle.left()
	}
	if middle.at <= middle.rowStart() {
		return
	}
	from, to := middle.left(), middle.right()
	e.keep(false)
	swapped := e.text[middle.at:to] + e.text[from:middle.at]
	e.cut(from, to)
	e.insert(swapped)
}

// kill holds deleted text that can be brought back.
type kill struct {
	ring    []string // the newest last
	growing bool     // the previous key deleted text, too
	yanked  int      // length of the text just brought back, if it can be exchanged
	index   int      // in ring, of that text
}

// mostKilled is how many deleted texts are kept.
const mostKilled = 32

func kills(k keys.Key) bool {
	switch k {
	case keys.Control('w'), keys.Control('u'), keys.Control('k'), keys.Meta('d'), keys.Meta(keys.Backspace), keys.Control(keys.Delete):
		return true
	}
	return false
}

func (e *Editor) kill(k keys.Key) bool {
	if !kills(k) {
		return false
	}
	switch k {
	case keys.Control('w'):
		e.killBack(e.wordLeft(noBlank))
	case keys.Meta(keys.Backspace):
		e.killBack(e.wordLeft(inWord))
	case keys.Control('u'):
		e.killBack(e.unlessHere(e.rowStart(), e.left()))
	case keys.Control('k'):
		e.killAhead(e.unlessHere(e.rowEnd(), e.right()))
	default:
		e.killAhead(e.wordRight())
	}
	return true
}

// unlessHere returns place, or other if the cursor is already at place.
func (e *Editor) unlessHere(place, other int) int {
	if place == e.at {
		return other
	}
	return place
}

func (e *Editor) killBack(from int) {
	if from == e.at {
		return
	}
	e.keep(false)
	gone := e.cut(from, e.at)
	e.ringUp(func(last string) string { return gone + last })
}

func (e *Editor) killAhead(to int) {
	if to == e.at {
		return
	}
	e.keep(false)
	gone := e.cut(e.at, to)
	e.ringUp(func(last string) string { return last + gone })
}

// ringUp adds deleted text to what the previous key deleted, or starts a new entry.
func (e *Editor) ringUp(join func(last string) string) {
	k := &e.killed
	if !k.growing {
		k.ring = append(k.ring, "")
		k.ring = k.ring[max(0, len(k.ring)-mostKilled):]
	}
	last := &k.ring[len(k.ring)-1]
	*last = strings.Clone(join(*last))
	k.growing = true
}

func (e *Editor) yank() {
	if k := &e.killed; len(k.ring) > 0 {
		k.index = len(k.ring) - 1
		e.putBack(0)
	}
}

// yankOther replaces the text just brought back by the one deleted before it.
func (e *Editor) yankOther() {
	if k := &e.killed; k.yanked > 0 {
		k.index = (k.index + len(k.ring) - 1) % len(k.ring)
		e.putBack(k.yanked)
	}
}

func (e *Editor) putBack(instead int) {
	e.keep(false)
	e.cut(e.at-instead, e.at)
	e.insert(e.killed.ring[e.killed.index])
	e.killed.yanked = len(e.killed.ring[e.killed.index])
}
