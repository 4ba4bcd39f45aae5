package terminal

import (
	"fmt"

	"wspipe/codec"
	"wspipe/commands/matcher"
	"wspipe/commands/terminal/view"
)

// look is how messages are shown, as set by slash commands. It affects nothing else.
type look struct {
	pretty     view.Pretty
	time       bool
	only, hide matcher.Matcher
	hidden     int // number of messages hidden since they were last reported
}

func (l *look) hides(kind codec.Type, data []byte) bool {
	hides := l.only != nil && l.only.Match(kind, data) != nil || l.hide != nil && l.hide.Match(kind, data) == nil
	if hides {
		l.hidden++
	}
	return hides
}

// said returns a notice about hidden messages and resets their number, or returns "" if there were none.
func (l *look) said() string {
	n := l.hidden
	l.hidden = 0
	switch n {
	case 0:
		return ""
	case 1:
		return "1 message was hidden"
	}
	return fmt.Sprintf("%d messages were hidden", n)
}

// held keeps the last messages, up to a limit.
type held struct {
	messages []heldMessage // the newest last
	size     int
}

type heldMessage struct {
	kind codec.Type
	data []byte
}

const heldMessages = 100

func (h *held) add(kind codec.Type, data []byte) {
	h.messages = append(h.messages, heldMessage{kind, data})
	h.size += len(data)
	for len(h.messages) > heldMessages || h.size > heldMost && len(h.messages) > 1 {
		h.size -= len(h.messages[0].data)
		h.messages[0] = heldMessage{}
		h.messages = h.messages[1:]
	}
}

// last returns the n-th last message, counted from 1.
func (h *held) last(n int) (heldMessage, bool) {
	if n < 1 || n > len(h.messages) {
		return heldMessage{}, false
	}
	return h.messages[len(h.messages)-n], true
}
