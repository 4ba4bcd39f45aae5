package export

import (
	"encoding/hex"
	"maps"
	"strings"

	"wspipe/codec"
	"wspipe/commands/matcher"
	"wspipe/commands/transcript"
)

// unknown is the error for a value that can't be provided when k6 runs.
func unknown() error {
	return cannotf("a duration or a separator whose value isn't known (-D gives it)")
}

// step writes one line.
func (w *writer) step(s transcript.Step) error {
	of := quoted(s.Name)
	switch a := s.Action.(type) {
	case transcript.Open:
		return w.open(s, a)
	case transcript.Send:
		return w.send(s, a)
	case transcript.Expect:
		return w.expect(s, a)
	case transcript.Ignore:
		return w.about(a, "c.ignore("+scope(s, a.All)+", ")
	case transcript.Never:
		return w.about(a, "c.never("+scope(s, a.All)+", "+w.named(s)+", ")
	case transcript.Answer:
		return w.answer(s, a)
	case transcript.Split:
		if a.Separator == "" {
			return unknown()
		}
		w.add("c.rule(%s, splits, splitting(%s));", scope(s, a.All), quoted(hex.EncodeToString([]byte(a.Separator))))
	case transcript.Every:
		return w.every(s, a)
	case transcript.Capture:
		return w.capture(s, a)
	case transcript.Set:
		return w.set(s, a)
	case transcript.Sleep:
		if a.For == 0 {
			return unknown()
		}
		w.add("await c.sleep(%d);", max(1, a.For.Milliseconds()))
	case transcript.Ping:
		if a.Text(w.values) != "" {
			return cannotf("a ping with text")
		}
		w.add("await c.ping(%s, %s, %s);", w.named(s), w.wait(s), of)
	case transcript.Timeout:
		if a.Limit == 0 {
			return unknown()
		}
		w.limit = a.Limit
		w.add("c.limit = %d;", max(1, a.Limit.Milliseconds()))
	case transcript.Quiet:
		if a.For == 0 {
			return unknown()
		}
		w.add("await c.quiet(%s, %s, %d);", w.named(s), of, max(1, a.For.Milliseconds()))
	case transcript.Close:
		return w.close(s, a)
	case transcript.Closed:
		return w.closed(s, a)
	default:
		word, _, _ := strings.Cut(strings.TrimPrefix(s.Text, "@"+s.Name+" "), " ")
		return cannotf("%s", word)
	}
	return nil
}

func (w *writer) send(s transcript.Step, a transcript.Send) error {
	kind, payload, err := a.Message(w.values)
	message, err := w.message(kind, payload, err)
	if err == nil {
		w.add("c.send(%s, %s);", quoted(s.Name), message)
	}
	return err
}

// message returns a message for the script. An error means that it has a value in binary data.
func (w *writer) message(kind codec.Type, payload []byte, err error) (string, error) {
	switch {
	case err != nil:
		return "", cannotf("a value in a binary message")
	case kind == codec.Binary:
		return binary(payload), nil
	}
	return w.expression(string(payload))
}

// expect waits for all messages of a row at its first line.
func (w *writer) expect(s transcript.Step, a transcript.Expect) error {
	if w.closing[s.Name] {
		return cannotf("a message after our close, which k6 throws away")
	}
	if a.Row == nil {
		matches, err := w.matches(a, true)
		if err == nil {
			w.add("await c.expect(%s, %s, %s, %t, %s);", w.named(s), w.wait(s), quoted(s.Name), a.Skip, matches)
		}
		return err
	}
	if !w.rows[a.Row] {
		w.rows[a.Row] = true
		if err := w.row(s, a); err != nil {
			return err
		}
	}
	for i, step := range a.Row.Steps {
		if step.Line == s.Line && step.File == s.File {
			w.add("c.looked[%s] = row%d[%d];", quoted(s.Name), a.Row.Steps[0].Line, i)
		}
	}
	return nil
}

func (w *writer) row(s transcript.Step, a transcript.Expect) error {
	var names, matchers []string
	for _, step := range a.Row.Steps {
		matches, err := w.matches(step.Action, true)
		if err != nil {
			return err
		}
		names, matchers = append(names, w.named(step)), append(matchers, matches)
	}
	w.add("const row%d = await c.row([%s], %s, %s, %t, [%s]);", s.Line, strings.Join(names, ", "), w.wait(s), quoted(s.Name), a.Skip, strings.Join(matchers, ", "))
	return nil
}

// scope returns the connection that a line is about; null for all.
func scope(s transcript.Step, all bool) string {
	if all {
		return "null"
	}
	return quoted(s.Name)
}

// about writes a call whose last argument is the matcher.
func (w *writer) about(a transcript.Action, call string) error {
	matches, err := w.matches(a, false)
	if err == nil {
		w.add("%s%s);", call, matches)
	}
	return err
}

func (w *writer) answer(s transcript.Step, a transcript.Answer) error {
	w.groups = map[string]bool{}
	for _, name := range groupsOf(transcript.Matching(a, w.values)) {
		w.groups[name] = true
	}
	defer func() { w.groups = nil }()
	values := maps.Clone(w.values)
	for name := range w.groups {
		values[name] = marked(name)
	}
	kind, payload, err := a.Message(values)
	message, err := w.message(kind, payload, err)
	if err != nil {
		return err
	}
	matches, err := w.matches(a, false)
	if err == nil {
		w.add("c.rule(%s, answers, answering(%s, (groups) => %s));", scope(s, a.All), matches, message)
	}
	return err
}

func (w *writer) every(s transcript.Step, a transcript.Every) error {
	if a.Interval == 0 {
		return unknown()
	}
	kind, payload, err := a.Message(w.values)
	message, err := w.message(kind, payload, err)
	if err == nil {
		w.add("c.every(%s, %d, %s);", quoted(s.Name), max(1, a.Interval.Milliseconds()), message)
	}
	return err
}

func (w *writer) capture(s transcript.Step, a transcript.Capture) error {
	find, err := w.find(a)
	if err == nil {
		w.add("c.capture(%s, %s, %s, %s);", w.named(s), quoted(s.Name), quoted(a.Variable), find)
		w.know(a.Variable)
	}
	return err
}

func (w *writer) find(a transcript.Capture) (string, error) {
	regex, err := a.Regex(w.values)
	switch {
	case err != nil:
		return "", cannotf("%v", err)
	case regex != nil:
		source, _, err := w.regex(regex.String())
		return "group(" + source + ")", err
	case a.Filter(w.values) == "":
		return "piece(" + number(a.From) + ", " + number(a.To) + ")", nil
	}
	filter, err := w.filter(a.Filter(w.values))
	return "query(" + filter + ")", err
}

// set translates a set line that needs no jq.
func (w *writer) set(s transcript.Step, a transcript.Set) error {
	script, err := a.Script(w.values)
	text := strings.TrimSpace(strings.SplitN(s.Text, a.Variable, 2)[1])
	switch {
	case err != nil:
		return cannotf("%v", err)
	case text == "uuid":
		w.add("c.values[%s] = uuid();", quoted(a.Variable))
	case text == "now":
		w.add("c.values[%s] = String(Date.now() / 1000);", quoted(a.Variable))
	case text == "random":
		w.add("c.values[%s] = String(Math.random());", quoted(a.Variable))
	case strings.HasPrefix(text, `"`) && len(script.Names()) == 0:
		_, literal, err := matcher.ParseMessage(text)
		if err != nil {
			return cannotf("jq in set")
		}
		w.add("c.values[%s] = %s;", quoted(a.Variable), quoted(string(literal)))
	default:
		return cannotf("jq in set")
	}
	w.know(a.Variable)
	return nil
}
