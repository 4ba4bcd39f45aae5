package conversation

import (
	"fmt"

	"wspipe/commands/matcher"
	"wspipe/commands/transcript"
)

// logged is how many entries of a conversation are kept, the last ones.
const logged = 1000

// record is the conversation so far: a line for what was sent, what came and
// what happened, each with the number of the step that it belongs to.
type record struct {
	entries []string
	dropped int
}

func (r *record) add(step transcript.Step, mark, text string) {
	if len(r.entries) == 2*logged {
		r.entries = append(r.entries[:0], r.entries[logged:]...)
		r.dropped += logged
	}
	name := ""
	if step.Name != "" {
		name = "@" + step.Name + " "
	}
	r.entries = append(r.entries, fmt.Sprintf("%4d  %s%s %s", step.Line, name, mark, matcher.Cut(text)))
}

func (r *record) came(step transcript.Step, m message, remark string) {
	r.add(step, "<", matcher.Brief(m.kind, m.payload)+remark)
}

// lines are all entries that are left.
func (r *record) lines() []string {
	if r.dropped == 0 {
		return r.entries
	}
	return append([]string{fmt.Sprintf("(%d lines before)", r.dropped)}, r.entries...)
}
