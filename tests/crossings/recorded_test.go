//go:build unix

package crossings

import (
	"context"
	"slices"
)

// passesAgain reports whether the output of connect --record is a test that the same peer passes,
// which it is unless the outcome depended on who was faster.
func (c *crossing) passesAgain() bool {
	return c.is(command, "connect") && c.is(record, "yes") && !c.anyway() && c.is(unasked, "no") &&
		!c.is(end, "early", "late", "half", "cut", "deaf", "vanish")
}

// checkRecorded runs check with the recording, against the same peer.
func checkRecorded(ctx context.Context, program, dir, recorded string, p *plan, o *outcome) (*outcome, error) {
	c := *p.c
	for dimension, value := range map[int]string{
		command: "check", stdin: "null", stdout: "pipe", speaker: "streams", record: "no", onOpen: "no", unasked: "no", report: "plain",
	} {
		c[dimension] = value
	}
	again := &plan{c: &c, ups: o.arrived(), down: p.down, late: p.late}
	r := &running{c: &c, p: again, dir: dir, ctx: ctx}
	var peersDone func()
	if err := r.startClient(program, slices.Concat([]string{"check"}, c.wireFlags()), []string{recorded}, &peersDone); err != nil {
		return nil, err
	}
	second := r.wait()
	peersDone()
	second.peers, second.problems = r.peers, append(second.problems, r.problems...)
	return second, nil
}

// again compares the outcome of check on the recording with that of connect.
func (j *judgement) again() {
	second := j.o.checked
	if second == nil {
		return
	}
	for _, problem := range second.problems {
		j.wrong("check of what was recorded: %s", problem)
	}
	if second.status != 0 {
		j.wrong("check of what was recorded: status %d: %.3000s", second.status, second.stderr)
		return
	}
	j.sameMessages("check of what was recorded: what it sent", second.arrived(), j.o.arrived())
}
