package conversation

import (
	"fmt"

	"wspipe/commands/matcher"
	"wspipe/commands/status"
	"wspipe/commands/transcript"
)

// keptSkipped is how many bytes of skipped messages are kept, to report if a later line waits for
// one of them.
const keptSkipped = 1 << 20

type skipped struct {
	step transcript.Step
	message
}

func (p *scene) skip(s transcript.Step, c *connection, m message) {
	p.log.took(s, m, " (skipped)")
	c.skipped = append(c.skipped, skipped{s, m})
	c.skippedBy += len(m.payload) + messageCost
	for c.skippedBy > keptSkipped {
		c.skippedBy -= len(c.skipped[0].payload) + messageCost
		c.skipped = c.skipped[1:]
	}
}

// skippedBefore reports whether an earlier line has skipped a message that m matches.
func (c *connection) skippedBefore(m matcher.Matcher) string {
	for _, s := range c.skipped {
		if m.Match(s.kind, s.payload) == nil {
			return fmt.Sprintf("line %d (%s) has skipped one that matches: %s (<& lines take messages in any order)",
				s.step.Line, status.Cut(s.step.Text), matcher.Brief(s.kind, s.payload))
		}
	}
	return ""
}
