package editor

import "strings"

// undo keeps earlier states of the line. The texts share no memory, so their total size is limited, too.
type undo struct {
	before []line
	size   int
	typing bool // the last change was typing, which is undone a word at a time
}

// Limits of the kept states, in number and in bytes.
const (
	mostUndone = 1000
	undoneSize = 16 << 20
)

// keep remembers the line before it changes.
func (e *Editor) keep(typing bool) {
	u := &e.undone
	if typing && u.typing && !strings.HasSuffix(e.text[:e.at], " ") {
		return
	}
	u.typing = typing
	u.before = append(u.before, e.line)
	u.size += len(e.text)
	for len(u.before) > mostUndone || u.size > undoneSize && len(u.before) > 1 {
		u.size -= len(u.before[0].text)
		u.before[0] = line{}
		u.before = u.before[1:]
	}
}

// revert undoes the last change.
func (e *Editor) revert() {
	u := &e.undone
	if len(u.before) == 0 {
		return
	}
	last := len(u.before) - 1
	e.line = u.before[last]
	u.size -= len(e.text)
	u.before, u.typing = u.before[:last], false
}
