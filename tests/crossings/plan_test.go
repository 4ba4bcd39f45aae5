//go:build unix

package crossings

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
)

// plan is what a crossing amounts to: what either end sends, and how the program is called.
type plan struct {
	c     *crossing
	stdin []byte
	// ups are the messages that must arrive from stdin; raw may split them differently.
	ups  []message
	down []message // including ignored messages
	// late is the index in down of the first message that follows our Close.
	late int
	// script is the transcript of a scripted crossing.
	script *script
}

const (
	onOpenText  = "hello, \"server\""
	unaskedText = "unasked"
)

func planOf(c *crossing) *plan {
	p := &plan{c: c}
	messages := made(c[down], func(i int) bool {
		return c.is(downKind, "text") || c.is(downKind, "mixed") && i%2 == 0
	}, "")
	if c.is(downKind, "json") {
		messages = objects(c[down])
	}
	p.late = c.beforeClose()
	p.down = messages
	if c.beats() {
		p.down = withBeats(messages)
		p.late = beatsBefore(p.down, p.late)
	}
	p.ups = made(c[up], c.sendsText, c.unholdable())
	if c.atTerminal() && !c.is(input, "json") { // Enter alone sends nothing there
		p.ups = slices.DeleteFunc(p.ups, func(m message) bool { return len(m.data) == 0 })
	}
	for _, m := range p.ups {
		p.stdin = appendEncoded(p.stdin, c[input], m)
	}
	if c.is(input, "raw") && len(p.ups) > 0 && !c.scripted() {
		p.ups = []message{{text: c.sendsText(0), data: p.stdin}}
	}
	if c.echoes() {
		p.ups = p.down
	}
	if c.scripted() {
		p.script = scriptOf(p)
		p.stdin = p.script.text()
	}
	return p
}

// runs returns how often the conversation runs.
func (p *plan) runs() int {
	if p.c.is(repeat, "yes") {
		return 2
	}
	return 1
}

// relay connects its descriptors 3 and 4 with its standard streams, and ends when nothing more
// arrives.
const relay = `sh -c 'cat <&3 & cat >&4; kill $! 2>&-; wait'`

// beatsBefore returns the index in all of the message that has n others before it, or the end.
func beatsBefore(all []message, n int) int {
	for i, m := range all {
		if !m.beat && n == 0 {
			return i
		}
		if !m.beat {
			n--
		}
	}
	return len(all)
}

// sendsText reports whether message i of stdin is text.
func (c *crossing) sendsText(i int) bool {
	switch {
	case c.is(input, "json"):
		return i%2 == 0
	case c.is(kind, "usual"):
		return c.is(input, "lines", "null")
	}
	return c.is(kind, "text")
}

// counted returns the peer's messages that aren't ignored.
func (p *plan) counted() []message {
	return slices.DeleteFunc(slices.Clone(p.down), func(m message) bool { return m.beat })
}

// flags returns the program's flags, except for those about where it connects to.
func (p *plan) flags(recordFile string) []string {
	c := p.c
	args := []string{c[command]}
	if !c.dials() {
		args = []string{"serve", "--once"}
	}
	if c.is(command, "echo") {
		args = append(args, "--echo")
	}
	add := func(when bool, flags ...string) {
		if when {
			args = append(args, flags...)
		}
	}
	if c.scripted() {
		return append(args, p.scriptFlags(recordFile)...)
	}
	if c[input] == c[output] {
		add(!c.is(input, "lines"), "--"+c[input])
	} else {
		add(true, "--input", c[input], "--output", c[output])
	}
	add(!c.is(kind, "usual"), "--"+c[kind])
	add(c.is(speaker, "program"), "--exec", relay)
	add(c.is(code, "4000"), "--close-code", "4000", "--close-reason", "bye")
	add(c.is(code, "0"), "--close-code", "0")
	add(!c.is(wait, "default"), "--wait", c[wait])
	add(!c.is(count, "none"), "--count", fmt.Sprint(c.countWanted()))
	add(c.is(ignore, "yes"), "--ignore", "/^beat/")
	add(c.is(unasked, "every"), "--every", "30ms "+unaskedText)
	add(c.is(unasked, "answer"), "--answer", "/^beat/ => "+unaskedText)
	add(c.is(record, "yes") && c.client(), "--record", recordFile)
	add(c.is(record, "yes") && !c.client(), "--record-dir", filepath.Dir(recordFile))
	add(!c.is(reconnect, "no"), "--reconnect")
	add(c.is(onOpen, "yes"), "--on-open", onOpenText)
	add(c.is(shown, "time"), "--time")
	add(c.is(pace, "rate"), "--rate", "1000000/s")
	add(c.is(told, "yes"), "--write-out", "told %{status}\\n")
	return slices.Concat(args, c.wireFlags(), p.expectations())
}

// wireFlags returns the flags that most commands have.
func (c *crossing) wireFlags() (args []string) {
	add := func(when bool, flags ...string) {
		if when {
			args = append(args, flags...)
		}
	}
	add(!c.is(deflate, "none", "pasted"), "--compress")
	add(c.is(deflate, "pasted"), "-H", "Upgrade: websocket", "-H", "Connection: keep-alive, Upgrade", "-H", "Sec-WebSocket-Version: 13",
		"-H", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "-H", "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits", "--compressed", "-iNS")
	add(c.is(token, "command"), "--header-command", "echo X-Token: "+tokenText)
	add(c.is(token, "digest"), "--digest", "-u", loginName+":"+tokenText)
	add(c.is(keepalive, "often"), "--ping-interval", "25ms", "--ping-timeout", "10s")
	add(c.is(keepalive, "late"), "--ping-interval", "50ms", "--ping-timeout", "5s")
	add(c.is(end, "deaf"), "--close-timeout", "1s")
	add(c.is(report, "quiet"), "-q")
	add(c.is(version, "2"), "--http", "2")
	add(c.is(report, "verbose"), "-v")
	add(c.is(report, "frames"), "-vv")
	return args
}

// scriptFlags returns the flags of check, or of serve --replay.
func (p *plan) scriptFlags(recordFile string) []string {
	c := p.c
	args := c.wireFlags()
	if c.is(command, "replay") {
		args = append(args, "--replay", p.script.name())
	}
	if c.is(record, "yes") {
		args = append(args, "--record-dir", filepath.Dir(recordFile))
	}
	if c.is(told, "yes") {
		args = append(args, "--report", "json=-", "--report", "tap=results.tap", "--report", "junit=results.xml")
	}
	if c.is(repeat, "yes") {
		args = append(args, "--repeat", "2")
	}
	return args
}

// operands returns the arguments after the URL.
func (p *plan) operands() []string {
	if p.c.is(command, "check") {
		return []string{p.script.name()}
	}
	return nil
}

func (p *plan) expectations() (args []string) {
	counted := p.counted()
	switch p.c[want] {
	case "expect":
		for _, m := range counted[:p.c.expectedFirst()] {
			args = append(args, "--expect", matcherOf(m))
		}
	case "wrong":
		args = []string{"--expect", "no such message"}
	case "until":
		args = []string{"--until", matcherOf(counted[p.c.expectedUntil()-1])}
	case "never":
		args = []string{"--until", "no such message"}
	case "close":
		args = []string{"--expect-close", fmt.Sprint(p.c.peersCode())}
	}
	return args
}

// matcherOf returns a matcher that fits on a command line.
func matcherOf(m message) string {
	switch {
	case m.isObject():
		return fmt.Sprintf(`json: {"n":%s}`, m.number())
	case !m.text:
		return "hex: " + hex.EncodeToString(m.data)
	case len(m.data) > 1000:
		return fmt.Sprintf("/^%s:/", m.number())
	}
	quoted, _ := json.Marshal(string(m.data))
	return string(quoted)
}

// peersCode returns the code of a Close that the peer begins, or 1006 if there is none.
func (c *crossing) peersCode() int {
	if code, _, ok := ownClose(c[end]); ok {
		return code
	}
	return 1006
}

// parts returns what the peer does on each connection.
func (p *plan) parts(arrived func() []message, ready func()) []part {
	c := p.c
	last := part{c: c, messages: p.down, end: c[end], ready: ready, complete: func(h *heard) bool {
		greeted := c.is(onOpen, "no") || len(h.messages) > 0
		return greeted && p.complete(append(arrived(), h.messages...))
	}}
	if c.is(end, "late") {
		last.messages, last.late = p.down[:p.late], p.down[p.late:]
	}
	if c.is(repeat, "yes") {
		last.complete = func(h *heard) bool { return p.complete(h.messages) }
		return []part{last, last}
	}
	if c.is(reconnect, "no") {
		return []part{last}
	}
	n := beatsBefore(p.down, c.firstConnection())
	first := last
	first.messages, first.late, first.end = p.down[:n], nil, c[reconnect]
	if c.is(turn, "at-once") {
		first.complete = func(*heard) bool { return true }
	}
	last.messages = last.messages[n:]
	return []part{first, last}
}

// complete reports whether got contains everything that stdin had for the peer. After a lost
// connection, only the last message counts.
func (p *plan) complete(got []message) bool {
	got = p.withoutOnOpen(got)
	switch {
	case len(p.ups) == 0:
		return true
	case p.c.is(input, "raw") && p.c.is(command, "connect", "serve"):
		n := 0
		for _, m := range got {
			n += len(m.data)
		}
		return n >= len(p.stdin)
	case !p.c.is(reconnect, "no"):
		return len(got) > 0 && got[len(got)-1].equal(p.ups[len(p.ups)-1])
	}
	return len(got) >= len(p.ups)
}

// asked returns the messages that come from stdin or --on-open.
func (c *crossing) asked(got []message) []message {
	if c.is(unasked, "no") {
		return got
	}
	return slices.DeleteFunc(slices.Clone(got), func(m message) bool { return m.text && string(m.data) == unaskedText })
}

func (p *plan) withoutOnOpen(got []message) []message {
	got = p.c.asked(got)
	if p.c.is(onOpen, "no") {
		return got
	}
	return slices.DeleteFunc(slices.Clone(got), func(m message) bool { return m.text && string(m.data) == onOpenText })
}

func joined(messages []message) []byte {
	var all []byte
	for _, m := range messages {
		all = append(all, m.data...)
	}
	return all
}
