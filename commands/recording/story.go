package recording

import (
	"fmt"
	"math"
	"strings"
	"time"
	"unicode"

	"wspipe/codec"
	"wspipe/commands/transcript"
)

// story is a conversation being turned into a file.
type story struct {
	*Conversation
	text    strings.Builder
	timeout time.Duration // of the steps, as far as written
	last    time.Time     // when the last step was done

	live     bool            // it is still going on, and what follows is unknown
	names    map[string]bool // of values
	secrets  []secret
	first    map[string]origin // where each value first occurred
	fresh    map[string]bool   // values of ids that the server assigns
	looked   []look            // what is known about each event
	captures map[int][]capture // by event
	row      map[int]int       // by event: the number of its row
}

// look is what is known about a message.
type look struct {
	message
	changing []span // what will be different in another run
	uses     []use  // values in it
}

// use is a value in place of text that was sent.
type use struct {
	span
	name  string
	given bool // by the user who plays the conversation
}

type capture struct{ name, how string }

func newStory(c *Conversation) *story {
	s := &story{
		Conversation: c, timeout: transcript.DefaultTimeout, last: c.Began,
		names: map[string]bool{}, first: map[string]origin{}, captures: map[int][]capture{}, row: map[int]int{},
	}
	s.text.WriteString(s.head())
	return s
}

// head returns everything before the first event.
func (s *story) head() string {
	text := ""
	for _, line := range strings.Split(strings.TrimSuffix(s.Comment, "\n"), "\n") {
		text += "# " + line + "\n"
	}
	text += urlLines(s.URL, s.names) + protocolLines(s.Protocols, s.names) + headerLines(s.Origin, s.LeftOut, s.names)
	for _, m := range s.Ignored {
		text += "ignore " + transcript.Escape(m.String()) + "\n"
	}
	for _, span := range wordsOf(s.URL) {
		s.know(origin{event: -1, span: span})
	}
	return text
}

// tell interprets the whole conversation, and returns its text.
func (s *story) tell() string {
	s.fresh = newStory(s.Conversation).freshIDs()
	for i := range s.Events {
		s.lookAt(i)
	}
	s.findRows()
	for i := range s.Events {
		s.write(i)
	}
	return s.text.String()
}

// freshIDs returns the values that are called ids anywhere, and those that look made up and are
// sent back. Without this first pass, such a value might appear earlier as an answer without a
// name.
func (s *story) freshIDs() map[string]bool {
	fresh, heard := map[string]bool{}, map[string]bool{}
	for i := range s.Events {
		s.lookAt(i)
		for _, span := range s.looked[i].changing {
			if span.scalar && span.named && !span.count && strings.ContainsFunc(span.value, unicode.IsLetter) {
				fresh[span.value] = true
			}
		}
		s.findMadeUp(i, heard, fresh)
	}
	return fresh
}

// findMadeUp adds to fresh the values in a sent event that look made up and were received before.
func (s *story) findMadeUp(i int, heard, fresh map[string]bool) {
	for _, span := range s.looked[i].spans {
		switch {
		case !span.scalar || !looksMadeUp(span.value):
		case s.Events[i].Kind == Received && !s.isStable(span):
			heard[span.value] = true
		case s.Events[i].Kind == Sent && heard[span.value]:
			fresh[span.value] = true
		}
	}
}

// differs reports whether more is known than while the conversation went on.
func (s *story) differs() bool { return len(s.captures) > 0 || len(s.row) > 0 }

// goOn writes an event without using earlier ones.
func (s *story) goOn(e Event) {
	s.Events, s.looked = []Event{e}, s.looked[:0]
	s.lookAt(0)
	s.write(0)
}

// lookAt examines the next event. While recording, events are examined one by one; those of a
// finished conversation all at once.
func (s *story) lookAt(i int) {
	e := s.Events[i]
	l := look{}
	if e.Kind == Sent || e.Kind == Received {
		l.message = read(e.Type, e.Payload, e.Kind == Sent)
	}
	for k := range l.spans {
		known := l.spans[k].scalar && s.fresh[l.spans[k].value] || l.spans[k].isSecret()
		l.spans[k].named = l.spans[k].named || e.Kind == Received && known
	}
	s.looked = append(s.looked, l)
	if e.Kind == Sent {
		s.findUses(i)
	}
	if e.Kind == Received {
		s.looked[i].changing = l.changingSpans(s.isStable)
		s.hide(i)
	}
	for _, span := range l.spans {
		if e.Kind == Sent || span.changes(s.isStable) {
			s.know(origin{event: i, server: e.Kind == Received, span: span})
		}
	}
}

// write writes an event that has been examined.
func (s *story) write(i int) {
	e := s.Events[i]
	if e.Kind == Received || e.Kind == ClosedByServer {
		s.patience(e.At)
	}
	switch e.Kind {
	case Sent:
		s.writeSent(i)
	case Received:
		s.writeReceived(i)
	case ClosedByClient:
		s.writeClose("close", e)
	case ClosedByServer:
		s.writeClose("closed", e)
	case Dropped:
		s.text.WriteString("drop\n")
	case Remark:
		s.text.WriteString("# " + e.Reason + "\n")
	}
	s.last = e.At
}

func (s *story) writeSent(i int) {
	e, uses := s.Events[i], s.looked[i].uses
	for _, u := range uses {
		if u.given {
			value := "VALUE"
			if e.Type == codec.Binary {
				value = "HEX"
			}
			fmt.Fprintf(&s.text, "# %s is left out: -D %s=%s, or the environment, gives it\n", transcript.Escape(u.key), u.name, value)
		}
	}
	s.text.WriteString("> " + withUses(e.Type, e.Payload, uses) + "\n")
}

func (s *story) writeReceived(i int) {
	e := s.Events[i]
	mark := "<"
	if s.row[i] > 0 {
		mark = "<&"
	}
	s.text.WriteString(mark + " " + withUses(e.Type, e.Payload, s.looked[i].uses) + "\n")
	if loose := s.loose(i); loose != "" {
		s.text.WriteString("<? " + loose + "\n")
	}
	for _, c := range s.captures[i] {
		fmt.Fprintf(&s.text, "capture %s %s\n", c.name, c.how)
	}
}

func (s *story) writeClose(word string, e Event) {
	fmt.Fprintf(&s.text, "%s %d", word, e.Code)
	if e.Reason != "" {
		s.text.WriteString(" " + transcript.Notation(codec.Text, []byte(e.Reason)))
	}
	s.text.WriteString("\n")
}

// patience writes a timeout line for the next step, if it took so long this time that the current
// timeout might be too short.
func (s *story) patience(now time.Time) {
	took := now.Sub(s.last)
	if took < s.timeout/2 {
		return
	}
	s.timeout = time.Duration(math.Ceil(2*took.Seconds())) * time.Second
	fmt.Fprintf(&s.text, "timeout %v\n", s.timeout)
}
