package conversation

import (
	"fmt"
	"sync"

	"wspipe/commands/matcher"
	"wspipe/commands/status"
	"wspipe/commands/transcript"
)

// logged is how many entries of a conversation are kept, the last ones.
const logged = 1000

// log is the conversation so far, as it went over the wire: a line for what
// was sent, what came and what happened. Its methods may be called from any
// goroutine.
type log struct {
	mu      sync.Mutex
	entries []*entry
	dropped int
}

// entry is one of them, and the step that it belongs to.
type entry struct {
	place  string // of the line; empty where no step has taken it
	name   string // of the connection
	text   string
	remark string
}

// add is for what a step does.
func (r *log) add(step transcript.Step, mark, text string) {
	r.append(&entry{place: place(step), name: step.Name, text: mark + " " + status.Cut(text)})
}

// arrived is for a message as it comes; took says which step looks at it.
func (r *log) arrived(name, mark string, m message) *entry {
	e := &entry{name: name, text: mark + " " + matcher.Brief(m.kind, m.payload), remark: " (not looked at)"}
	r.append(e)
	return e
}

func (r *log) took(step transcript.Step, m message, remark string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	m.entry.place, m.entry.remark = place(step), remark
}

func (r *log) append(e *entry) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.entries) == 2*logged {
		r.entries = append(r.entries[:0], r.entries[logged:]...)
		r.dropped += logged
	}
	r.entries = append(r.entries, e)
}

// place is the number of a step's line, and its file if that is another one.
func place(step transcript.Step) string {
	if step.File != "" {
		return fmt.Sprintf("%s:%d", step.File, step.Line)
	}
	return fmt.Sprintf("%4d", step.Line)
}

// lines are all entries that are left.
func (r *log) lines() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var lines []string
	if r.dropped > 0 {
		lines = append(lines, fmt.Sprintf("(%d lines before)", r.dropped))
	}
	for _, e := range r.entries {
		name := ""
		if e.name != "" {
			name = "@" + e.name + " "
		}
		lines = append(lines, fmt.Sprintf("%4s  %s%s%s", e.place, name, e.text, e.remark))
	}
	return lines
}
