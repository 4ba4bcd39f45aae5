package session

import (
	"fmt"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/matcher"
	"wspipe/commands/status"
)

// tally compares the incoming messages with what is expected of them.
type tally struct {
	Expected
	came  int  // messages printed
	found bool // whether Until has matched
	over  bool // nothing that arrives matters any more
}

// looks reports whether the next message has to be matched, and so held.
func (t *tally) looks() bool {
	return len(t.Ignore) > 0 || t.came < len(t.Next) || t.Until != nil && !t.found
}

func (t *tally) ignores(kind codec.Type, payload []byte) bool {
	for _, m := range t.Ignore {
		if m.Match(kind, payload) == nil {
			return true
		}
	}
	return false
}

// add counts a message that was printed; an error says that it isn't what was expected. payload is
// set if looks returned true.
func (t *tally) add(kind codec.Type, payload []byte) error {
	t.came++
	if t.Until != nil && !t.found {
		t.found = t.Until.Match(kind, payload) == nil
	}
	if t.came > len(t.Next) {
		return nil
	}
	mismatch := t.Next[t.came-1].Match(kind, payload)
	if mismatch == nil {
		return nil
	}
	return t.wrong(matcher.Brief(kind, payload), mismatch.String(), t.came-1)
}

// wrong reports a failed expectation: what came instead, why that doesn't match, and after how many
// messages.
func (t *tally) wrong(got, why string, before int) error {
	text := fmt.Sprintf("--expect %d of %d: expected %v, got %s", before+1, len(t.Next), t.Next[before], got)
	if why != "" {
		text += "; " + why
	}
	return &status.UnmetError{Problem: fmt.Sprintf("%s (%s before)", text, status.Plural(before, "message"))}
}

// met reports whether the session is over because all expected messages have arrived. If a close by
// the server is expected, the session isn't over yet.
func (t *tally) met() bool {
	return t.Close == 0 && t.OfMessages() && t.missing() == nil
}

// unfinished adds what was still missing to an end that wasn't clean.
func (t *tally) unfinished(err error, end ending) error {
	cutOff := status.Is[*client.CloseError](err) || status.Is[*client.TimeoutError](err) || status.Is[*status.TimeoutError](err)
	if !cutOff || !end.opened {
		return err
	}
	missing := t.missing()
	if missing == nil && t.Close != 0 {
		missing = t.wrongClose("it had not")
	}
	if missing == nil {
		return err
	}
	return &status.UnfinishedError{Err: err, Missing: missing}
}

// missing returns what has not arrived, as an error.
func (t *tally) missing() error {
	switch {
	case t.came < len(t.Next):
		return t.wrong("no message", "", t.came)
	case t.Until != nil && !t.found:
		return &status.UnmetError{Problem: fmt.Sprintf("--until: expected %v, got %s without a match", t.Until, status.Plural(t.came, "message"))}
	case t.came < t.Count:
		return &status.UnmetError{Problem: fmt.Sprintf("expected %s, got %d", status.Plural(t.Count, "message"), t.came)}
	}
	return nil
}
