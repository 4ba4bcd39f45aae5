package conversation

import (
	"fmt"
	"sync"

	"wspipe/commands/matcher"
	"wspipe/commands/status"
	"wspipe/commands/transcript"
)

// logged is the number of entries of a conversation that are kept at least, counted from the end.
const logged = 1000

// log is the conversation so far, as it went over the wire: a line for each message sent, each
// message received and each event. Its methods may be called from any goroutine.
type log struct {
	mu      sync.Mutex
	entries []*entry
	dropped int
}

// entry is a line of the log, with the step that it belongs to.
type entry struct {
	place  string // of the step's line; empty if no step has taken it
	name   string // of the connection
	text   string
	remark string
}

// add adds an entry for what a step does.
func (r *log) add(step transcript.Step, mark, text string) {
	r.append(&entry{place: place(step), name: step.Name, text: mark + " " + status.Cut(text)})
}

// arrived adds an entry for a message when it arrives; took later assigns it to the step that looks
// at it.
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

// place returns the number of a step's line, preceded by its file if that isn't the transcript.
func place(step transcript.Step) string {
	if step.File != "" {
		return fmt.Sprintf("%s:%d", step.File, step.Line)
	}
	return fmt.Sprintf("%4d", step.Line)
}

// lines returns all entries that are left.
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
