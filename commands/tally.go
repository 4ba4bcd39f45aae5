package commands

import (
	"fmt"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/matcher"
)

// tally holds the messages that come against what is expected of them.
type tally struct {
	expected
	came  int  // that were printed
	found bool // what until says
	over  bool // nothing that comes matters any more
}

// looks tells whether the next message is to be matched, and so held.
func (t *tally) looks() bool {
	return len(t.ignore) > 0 || t.came < len(t.next) || t.until != nil && !t.found
}

func (t *tally) ignores(kind codec.Type, payload []byte) bool {
	for _, m := range t.ignore {
		if m.Match(kind, payload) == nil {
			return true
		}
	}
	return false
}

// add counts one that was printed; an error says that it isn't what was
// expected. payload is there if the tally looks.
func (t *tally) add(kind codec.Type, payload []byte) error {
	t.came++
	if t.until != nil && !t.found {
		t.found = t.until.Match(kind, payload) == nil
	}
	if t.came > len(t.next) {
		return nil
	}
	mismatch := t.next[t.came-1].Match(kind, payload)
	if mismatch == nil {
		return nil
	}
	return t.wrong(matcher.Brief(kind, payload), mismatch.String(), t.came-1)
}

// wrong says which expectation failed: what came instead, why that doesn't
// match, and after how many messages.
func (t *tally) wrong(got, why string, before int) error {
	text := fmt.Sprintf("--expect %d of %d: expected %v, got %s", before+1, len(t.next), t.next[before], got)
	if why != "" {
		text += "; " + why
	}
	return &unmetError{fmt.Sprintf("%s (%s before)", text, plural(before, "message"))}
}

// met tells whether the session is over, with all messages there that were
// expected. The server's close, if that is expected, is still to come.
func (t *tally) met() bool {
	return t.close == 0 && t.ofMessages() && t.missing() == nil
}

// unfinished adds to an end that was no good one what was still to come.
func (t *tally) unfinished(err error, end ending) error {
	cutOff := is[*client.CloseError](err) || is[*client.TimeoutError](err) || is[*timeoutError](err)
	if !cutOff || !end.opened {
		return err
	}
	missing := t.missing()
	if missing == nil && t.close != 0 {
		missing = t.wrongClose("it had not")
	}
	if missing == nil {
		return err
	}
	return &unfinishedError{err, missing}
}

// missing is what didn't come.
func (t *tally) missing() error {
	switch {
	case t.came < len(t.next):
		return t.wrong("no message", "", t.came)
	case t.until != nil && !t.found:
		return &unmetError{fmt.Sprintf("--until: expected %v, got %s without a match", t.until, plural(t.came, "message"))}
	case t.came < t.count:
		return &unmetError{fmt.Sprintf("expected %s, got %d", plural(t.count, "message"), t.came)}
	}
	return nil
}
