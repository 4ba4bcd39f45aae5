//go:build unix

package crossings

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// screen compares the final contents of the terminal with what was sent and reported.
func (j *judgement) screen() {
	t := j.o.terminal
	all, others := blocks(t.e.All())
	var received, sent, notices []block
	for _, b := range all {
		switch {
		case b.mark == "<":
			received = append(received, b)
		case b.mark == "*":
			notices = append(notices, b)
		case b.text != "": // the place of the line being typed
			sent = append(sent, b)
		}
	}
	j.shownReceived(received)
	typedAll := j.shownSent(sent)
	others = slices.DeleteFunc(others, func(row string) bool {
		return row == "" || j.c.is(told, "yes") && row == fmt.Sprint("told ", j.o.status)
	})
	if len(others) > 0 && typedAll {
		j.wrong("the screen has rows without a mark: %.300q", others)
	}
	j.terminalStatus(t.e.All(), len(notices))
	if t.modes != j.o.modes {
		j.wrong("the terminal's modes were %q, and are %q", t.modes, j.o.modes)
	}
	for _, mode := range []string{"2004", "2026"} {
		if t.e.Mode(mode) {
			j.wrong("the terminal is left in mode %s", mode)
		}
	}
}

// terminalStatus compares the status, and what the screen reports about it, with the promises.
func (j *judgement) terminalStatus(screen string, notices int) {
	promises := j.c.promises()
	for _, p := range promises {
		if p.status == j.o.status && (j.c.is(report, "quiet") || p.says == "" || !j.c.is(signal, "none") ||
			regexp.MustCompile(`(?m)^(\*|wspipe:) .*`+p.says).MatchString(screen)) {
			return
		}
	}
	if j.lost && j.o.status == 8 {
		return
	}
	j.wrong("status %d; promised: %v; the screen has %d notices:\n%.2000s", j.o.status, promises, notices, screen[max(0, len(screen)-2000):])
}

// shownReceived checks that each message is shown, in order, or its beginning.
func (j *judgement) shownReceived(got []block) {
	want := j.counted()
	if at := j.c.settledAt(); at < len(want) {
		want = want[:at]
	}
	if len(got) == len(want)+1 && j.c.is(end, "half", "cut") {
		want = append(slices.Clone(want), half)
		got[len(want)-1].cut = true
	}
	for i, b := range got {
		if i >= len(want) || !b.shows(shownAs(want[i], j.c[output])) {
			j.wrong("the screen has as message %d of %d %v", i+1, len(want), b)
			return
		}
	}
	if len(got) < len(want) && !j.tooLate() {
		j.wrong("the screen has %d of %d messages", len(got), len(want))
	}
}

// shownSent checks that each line that was typed and sent is shown, in order. It reports whether
// all are, so that none was being typed at the end.
func (j *judgement) shownSent(got []block) (all bool) {
	var want []string
	for line := range bytes.Lines(j.stdin) {
		want = append(want, squeezed(string(line)))
	}
	got = slices.DeleteFunc(got, func(b block) bool {
		return slices.ContainsFunc([]string{onOpenText, unaskedText}, func(text string) bool {
			return b.shows(shownAs(message{text: true, data: []byte(text)}, j.c[output]))
		})
	})
	for i, b := range got {
		if i >= len(want) || !b.shows(want[i]) {
			j.wrong("the screen has as line %d of %d that was typed %v", i+1, len(want), b)
			return false
		}
	}
	arrived := len(j.withoutOnOpen(j.o.arrived()))
	if len(got) < arrived {
		j.wrong("the screen has %d lines that were typed, and %d arrived", len(got), arrived)
	}
	return len(got) == len(want)
}

// shows reports whether a block shows all of what is wanted, or its beginning.
func (b block) shows(want string) bool {
	if open, goesOn := strings.CutSuffix(want, goesOn); goesOn {
		return strings.HasPrefix(b.text, open) || b.cut && strings.HasPrefix(open, b.text)
	}
	return b.text == want || b.cut && strings.HasPrefix(want, b.text)
}

// goesOn ends an expectation that more text may follow, such as a time.
const goesOn = "\x00"

// shownAs returns what a message looks like, without blanks.
func shownAs(m message, format string) string {
	if len(m.data) > 1<<20 { // only the beginning of such a message is used
		format = "lines"
	}
	switch {
	case format == "json":
		var line bytes.Buffer
		e := json.NewEncoder(&line)
		e.SetEscapeHTML(false)
		_ = e.Encode(event{Type: m.typeName(), Data: m.jsonData()})
		return squeezed(strings.TrimSuffix(line.String(), "}\n")) + goesOn
	case len(m.data) == 0 && !m.text && format == "lines":
		return "(empty,binary)"
	case len(m.data) == 0:
		return "(empty)"
	case format != "lines":
		return strings.TrimSuffix(string(appendEncoded(nil, format, m)), "\n")
	case !m.text:
		return squeezed(counted(len(m.data))) + ",binary" + goesOn
	}
	return squeezed(escaped(string(m.data)))
}

// counted formats a number of bytes.
func counted(n int) string {
	if n == 1 {
		return "1 byte"
	}
	digits := fmt.Sprint(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits + " bytes"
}

// escaped escapes everything that controls a terminal.
func escaped(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r < ' ' && r != '\t' && r != '\n' {
			fmt.Fprintf(&b, `\x%02x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}
