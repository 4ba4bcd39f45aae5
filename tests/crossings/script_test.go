//go:build unix

package crossings

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// script is a crossing as a transcript: the client's side for check, the server's for serve
// --replay.
type script struct {
	*plan
	lines   []string
	files   map[string][]byte // named in the transcript
	printed []byte            // the output of its print lines
}

// scripted reports whether the messages are in a transcript.
func (c *crossing) scripted() bool { return c.is(command, "check", "replay") }

// dials reports whether the program connects to the peer, rather than the peer to it.
func (c *crossing) dials() bool { return c.client() || c.is(command, "check") }

// misses reports whether the transcript expects a message that doesn't arrive.
func (c *crossing) misses() bool { return c.scripted() && (c.is(want, "wrong") || c.is(count, "more")) }

const scriptFile = "x.wst"

// scriptOf returns p's transcript.
func scriptOf(p *plan) *script {
	s := &script{plan: p, files: map[string][]byte{}}
	s.add("timeout 50s") // nothing that works comes near it
	if p.c.is(reconnect, "no") {
		s.connection(p.ups, p.down[:p.late])
		s.ending()
		return s
	}
	n := beatsBefore(p.down, p.c.firstConnection())
	first, second := p.ups, []message(nil)
	if p.c.is(turn, "at-once") {
		first, second = second, first
	}
	s.connection(first, p.down[:n])
	s.add(map[string]string{"drop": "closed 1006", "1012": "closed 1012"}[p.c[reconnect]])
	s.connection(second, p.down[n:p.late])
	s.ending()
	return s
}

func (s *script) add(line string) { s.lines = append(s.lines, line) }

// write writes the transcript and its files to dir.
func (s *script) write(dir string) error {
	for name, data := range s.files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(dir, scriptFile), s.text(), 0o600)
}

// name returns the argument for check and --replay: - if the transcript is on stdin.
func (s *script) name() string {
	if s.c.is(stdin, "open", "null") {
		return scriptFile
	}
	return "-"
}

func (s *script) text() []byte { return []byte(strings.Join(s.lines, "\n") + "\n") }

// connection adds the lines for one connection.
func (s *script) connection(ours, theirs []message) {
	s.add("url ws://localhost/")
	s.background()
	if s.c.is(onOpen, "yes") {
		s.sent(message{text: true, data: []byte(onOpenText)})
	}
	sends := func() {
		for _, m := range ours {
			s.sent(m)
		}
	}
	if s.c.is(turn, "after") {
		sends()
	}
	s.received(theirs)
	if s.c.is(turn, "at-once") {
		sends()
	}
}

// background adds the lines for what happens alongside the steps.
func (s *script) background() {
	if s.c.is(ignore, "yes") {
		s.add("ignore /^beat/")
	}
	switch s.c[unasked] {
	case "every":
		s.add("every 30ms " + unaskedText)
	case "answer":
		s.add("answer /^beat/ => " + unaskedText)
	}
	if s.c.is(want, "never") {
		s.add("never no such message")
	}
}

// sent adds a line for a message of ours.
func (s *script) sent(m message) {
	if s.c.is(command, "replay") {
		s.add("< " + literal(m, s.c[input]))
		return
	}
	if name := fmt.Sprint("m", len(s.files)); s.c.is(input, "raw", "length") {
		s.files[name] = m.data
		s.add("> " + map[bool]string{true: "@", false: "base64: @"}[m.text] + name)
		return
	}
	s.add("> " + literal(m, s.c[input]))
}

// received adds lines for the peer's messages, in the order of p.down.
func (s *script) received(theirs []message) {
	counted := slices.DeleteFunc(slices.Clone(theirs), func(m message) bool { return m.beat })
	switch {
	case len(counted) == 0:
	case s.c.is(want, "wrong"):
		s.add(s.theirMark() + "no such message")
		return // nothing follows it
	case s.c.is(want, "until"):
		i := s.skippedTo(counted)
		s.looked("<< "+loose(counted[i], s.c[output]), counted[i])
		counted = counted[i+1:]
	}
	for n := 1; len(counted) > 0; { // rows of three, separated by a line
		s.row(counted[:n])
		counted = counted[n:]
		if s.c.is(command, "check") && s.c.is(output, "null") {
			n = 4 - n
		}
		n = min(n, len(counted))
	}
}

// skippedTo returns the index of the message that a << line expects.
func (s *script) skippedTo(counted []message) int {
	wanted := s.counted()[s.c.expectedUntil()-1]
	return max(0, slices.IndexFunc(counted, wanted.equal))
}

func (s *script) theirMark() string {
	if s.c.is(command, "replay") {
		return "> "
	}
	return "< "
}

// row adds a row of messages, the last one first.
func (s *script) row(messages []message) {
	if s.c.is(command, "replay") {
		s.expected(messages[0])
		return
	}
	mark := "< "
	if len(messages) > 1 {
		mark = "<& "
	}
	for _, m := range slices.Backward(messages) {
		if s.c.is(output, "length") {
			s.add("< something else")
			mark = "<? "
		}
		if s.c.is(output, "raw") {
			mark = "<< "
		}
		s.looked(mark+loose(m, s.c[output]), m)
	}
}

// looked adds a line about m, and a print line that shows m.
func (s *script) looked(line string, m message) {
	s.add(line)
	if s.c.is(command, "check") && s.c.is(told, "no") {
		s.add("print")
		s.printed = append(append(s.printed, m.data...), '\n')
	}
}

// expected adds a line for a message of our client.
func (s *script) expected(m message) {
	matcher := loose(m, s.c[output])
	if s.c.is(output, "length") || !literally.MatchString(matcher) {
		s.add("> something else")
		s.add(">? " + matcher)
		return
	}
	s.add("> " + matcher)
}

// literally matches matchers that are also messages.
var literally = regexp.MustCompile(`^("|base64:|hex:[0-9a-f ]*$)`)

// ending adds the end of the conversation.
func (s *script) ending() {
	c := s.c
	if c.is(command, "check") {
		if c.is(wait, "200ms") {
			s.add("quiet 200ms")
		}
		s.checkEnds()
	} else {
		s.mockEnds()
	}
	if c.is(count, "more") {
		s.add("timeout 1s")
		s.add(s.theirMark() + "one more")
	}
}

func (s *script) checkEnds() {
	c := s.c
	switch {
	case !c.is(signal, "none"), c.is(wait, "-1"):
		s.add("closed")
	case c.is(want, "close"):
		s.add(s.closedLine())
	case c.closesAloud():
		if c.is(end, "deaf") {
			s.add("timeout 1s")
		}
		s.add(map[string]string{"1000": "close 1000", "4000": "close 4000 bye", "0": "close 0"}[c[code]])
	}
	if c.is(end, "late") {
		s.received(s.down[s.late:])
	}
}

// closesAloud reports whether a line makes us close, and not just the transcript's end.
func (c *crossing) closesAloud() bool {
	return c.is(wait, "0") || c.is(end, "late") || !c.is(code, "1000") && c.weEnd()
}

// closedLine returns the line for what the peer does in the end.
func (s *script) closedLine() string {
	code, reason, ok := ownClose(s.c[end])
	switch {
	case !ok:
		return "closed 1006"
	case code == 1005:
		return "closed 0"
	}
	return strings.TrimRight(fmt.Sprintf("closed %d %s", code, reason), " ")
}

func (s *script) mockEnds() {
	c := s.c
	switch {
	case !c.is(signal, "none"):
		s.add("close")
	case c.is(want, "close"):
		s.add(strings.Replace(s.closedLine(), "closed", "close", 1))
	case c.closesAloud():
		s.add(map[string]string{"1000": "closed 1000", "4000": "closed 4000 bye", "0": "closed 0"}[c[code]])
	}
}

// literal returns m as a line sends it.
func literal(m message, format string) string {
	switch {
	case m.text:
		quoted, _ := json.Marshal(string(m.data))
		if plain := string(m.data); format == "lines" && plainText.MatchString(plain) {
			return plain
		}
		return string(quoted)
	case format == "hex":
		return "hex: " + hex.EncodeToString(m.data)
	}
	return "base64: " + base64.StdEncoding.EncodeToString(m.data)
}

// plainText needs no quotes.
var plainText = regexp.MustCompile(`^[0-9]+:[a-z ]*[a-z]$`)

// loose returns a matcher for m that isn't too long, in the style of some format.
func loose(m message, format string) string {
	long := len(m.data) > 1000
	switch {
	case m.isObject() && format == "json":
		return fmt.Sprintf(`json: {"n":%s}`, m.number())
	case m.isObject() && (long || format == "hex"):
		return fmt.Sprintf("jq: .n == %s", m.number())
	case m.text && (long || format == "base64" && len(m.data) > 20 && !m.isObject()):
		return fmt.Sprintf("/^%s:/", m.number())
	case m.text:
		return literal(m, "null")
	case long || format == "hex" && len(m.data) > 20:
		return "hex: " + hex.EncodeToString(m.data[:12]) + " .."
	}
	return literal(m, format)
}
