//go:build unix

package crossings

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// memoryLimit is how much memory a run may have resident, in bytes. It is more than all buffers and
// the longest messages need, which is 30 MiB if there is time to collect garbage, and less than a
// flood of 48 MiB would take without backpressure.
const memoryLimit = 64 << 20

// slowness is how long the program may still run after the last connection has ended, on a busy
// machine.
const slowness = 8 * time.Second

// judge returns what is wrong with the outcome of a run.
func (p *plan) judge(o *outcome) []string {
	j := &judgement{plan: p, o: o, problems: slices.Clone(o.problems)}
	if len(j.problems) > 0 && len(o.peers) == 0 {
		return append(j.problems, "stderr: "+o.stderr)
	}
	for i, peer := range o.peers {
		j.peer(i, peer)
	}
	j.arrived()
	switch {
	case j.c.scripted():
		j.played()
	case j.c.atTerminal():
		j.screen()
	default:
		j.status()
		j.printed()
	}
	j.transcript()
	j.again()
	j.resources()
	return j.problems
}

type judgement struct {
	*plan
	o        *outcome
	problems []string
	lost     bool // messages of ours were lost, and stderr says so
}

func (j *judgement) wrong(format string, args ...any) {
	j.problems = append(j.problems, fmt.Sprintf(format, args...))
}

// settles reports whether what was asked for is met, or missed for good.
func (c *crossing) settles() bool {
	return c.client() && c.settledAt() != never || c.scripted() && c.is(want, "wrong")
}

// anyway reports whether any end of the connection is right, because we have a reason to end it.
func (c *crossing) anyway() bool {
	return c.settles() || c.misses() || c.is(stdout, "head") || !c.is(signal, "none")
}

// peer checks one connection from the other end.
func (j *judgement) peer(i int, p *peer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	h := &p.heard
	for _, problem := range h.problems {
		if problem != cutShort || !j.c.mayCut() {
			j.wrong("connection %d: %s", i+1, problem)
		}
	}
	j.pongs(i, p)
	ends := j.c[end]
	if i == 0 && !j.c.is(reconnect, "no") && len(j.o.peers) > 1 {
		ends = j.c[reconnect]
	}
	codes, must := j.c.codes(ends)
	switch {
	case !h.closed && must:
		j.wrong("connection %d: we didn't send a Close", i+1)
	case h.closed && codes != nil && !slices.Contains(codes, h.code):
		j.wrong("connection %d: our Close has %d, not %v", i+1, h.code, codes)
	case h.closed && h.code == 4000 && h.reason != "bye":
		j.wrong("connection %d: our Close has the reason %q", i+1, h.reason)
	}
}

// mayCut reports whether our message may be cut off, because we aren't the end that closes, or
// because nothing more is wanted.
func (c *crossing) mayCut() bool {
	return c.anyway() || c.is(end, "early", "drop", "half", "cut") || !c.is(reconnect, "no")
}

// codes returns the codes that our Close may have, nil for any, and whether there must be one.
func (c *crossing) codes(ends string) (codes []int, must bool) {
	if ends == "drop" || ends == "half" {
		return nil, false
	}
	own := map[string]int{"1000": 1000, "4000": 4000, "0": 1005}[c[code]]
	if theirs, _, ok := ownClose(ends); ok {
		codes = append(codes, theirs)
		if theirs == 1005 {
			codes = append(codes, 1000)
		}
	}
	switch {
	case c.scripted():
		return append(codes, c.scriptCodes(ends, own)...), true
	case !c.is(signal, "none"), !c.dials():
		codes = append(codes, 1001)
	case c.is(stdout, "head"):
		codes = append(codes, 1000, 1001, own)
	case c.weEndsAs(ends), c.closes(), c.settles():
		codes = append(codes, own)
	}
	return codes, true
}

// pongs checks that each pong has the payload of a ping, in the same order.
func (j *judgement) pongs(i int, p *peer) {
	at := 0
	for k, pong := range p.heard.pongs {
		n := slices.Index(p.said[at:], pong)
		if n < 0 {
			j.wrong("connection %d: the pong %q answers no ping, or comes late, behind %q", i+1, pong, p.heard.pongs[max(0, k-5):k])
			return
		}
		at += n + 1
	}
	if j.c.is(keepalive, "none") && len(p.heard.pings) > 0 {
		j.wrong("connection %d: pings that nobody asked for: %q", i+1, p.heard.pings)
	}
}

// arrived compares the messages that arrived with those from stdin.
func (j *judgement) arrived() {
	c := j.c
	var got []message
	for i, p := range j.o.peers {
		of := c.asked(p.heard.messages)
		if c.is(onOpen, "yes") {
			dropped := i == 0 && c.is(reconnect, "drop") && len(of) == 0
			if dropped {
				continue
			}
			if len(of) == 0 || string(of[0].data) != onOpenText {
				j.wrong("connection %d: --on-open isn't what came first: %v", i+1, of[:min(1, len(of))])
			} else {
				of = of[1:]
			}
		}
		got = append(got, of...)
	}
	whole := c.is(end, "early") == false && !c.settles() && !c.is(stdout, "head")
	if c.is(input, "raw") && !c.is(command, "send") && !c.scripted() {
		j.bytesArrived(got, whole)
		return
	}
	if c.is(input, "raw") && len(j.ups) == 0 && len(got) == 1 && len(got[0].data) == 0 {
		return // nothing, as one message
	}
	j.lost = !c.is(reconnect, "no") && (c.is(report, "quiet") || regexp.MustCompile(`lost|may not have arrived|could not be sent`).MatchString(j.o.stderr))
	ups := slices.Repeat(j.ups, j.runs())
	for i, m := range got {
		if j.lost && i < len(ups) && !m.equal(ups[i]) && len(got) < len(ups) {
			got = slices.Insert(got, i, ups[i]) // the lost one
			continue
		}
		if i >= len(ups) {
			j.wrong("we sent %d messages, of %d; the first more is %v", len(got), len(ups), m)
			return
		}
		if !m.equal(ups[i]) {
			j.wrong("we sent as message %d of %d %v; it should be %v", i+1, len(ups), m, ups[i])
			return
		}
	}
	if len(got) < len(ups) && whole && !j.lost {
		j.wrong("we sent %d of %d messages", len(got), len(ups))
	}
	if len(got) < len(ups) && c.is(command, "send") && j.o.status == 0 && !c.anyway() && !c.is(want, "close") {
		j.wrong("status 0, but we sent %d of %d messages", len(got), len(ups))
	}
}

func (j *judgement) bytesArrived(got []message, whole bool) {
	all := joined(got)
	for _, m := range got {
		if m.text != j.c.sendsText(0) {
			j.wrong("we sent %v", m)
		}
	}
	if !bytes.HasPrefix(j.stdin, all) || whole && len(all) < len(j.stdin) {
		j.wrong("of stdin came %s", differ(all, j.stdin))
	}
}

func differ(got, want []byte) string {
	n := 0
	for n < len(got) && n < len(want) && got[n] == want[n] {
		n++
	}
	return fmt.Sprintf("%d bytes of %d, of which the first %d are right; then %.60q instead of %.60q",
		len(got), len(want), n, got[n:], want[n:])
}

// resources checks that the program ended soon, and stayed small.
func (j *judgement) resources() {
	limit := int64(memoryLimit)
	if raceEnabled {
		limit *= 6 // the race detector's own memory
	}
	if j.c.is(command, "echo") && j.c.is(turn, "after") && j.c.is(record, "yes") {
		// Data held for a peer that doesn't read yet, up to 100 MiB, may be in memory twice before
		// the collector gets to the garbage of recording.
		limit += floodMessages * floodSize
	}
	if j.c.scripted() && j.c.is(down, "flood") {
		limit += 3 * floodMessages * floodSize // messages waiting for later lines, and garbage
	}
	if j.o.memory > limit {
		j.wrong("it took %d MiB of memory", j.o.memory>>20)
	}
	var last time.Time
	for _, p := range j.o.peers {
		if h := &p.heard; h.endedAt.After(last) {
			last = h.endedAt
		}
	}
	if late := j.o.exited.Sub(last); len(j.o.peers) > 0 && late > slowness {
		j.wrong("it ended %v after its last connection", late)
	}
	if j.c.is(down, "flood") {
		return // after our Close, what follows keeps the connection open for as long as this machine takes
	}
	for _, p := range j.o.peers {
		if h := &p.heard; j.c.is(end, "deaf") && h.closed && h.endedAt.Sub(h.closedAt) > slowness {
			j.wrong("it waited %v for an answer to its Close", h.endedAt.Sub(h.closedAt))
		}
	}
}

// printed compares stdout with what the peer sent.
func (j *judgement) printed() {
	c := j.c
	if c.echoes() {
		if len(j.o.stdout) > 0 {
			j.wrong("stdout: %.200q", j.o.stdout)
		}
		return
	}
	want := j.counted()
	if at := c.settledAt(); c.client() && at < len(want) {
		want = want[:at]
	}
	if c.is(output, "json") {
		j.events(want)
		return
	}
	var text []byte
	for _, m := range want {
		text = appendEncoded(text, c[output], m)
	}
	got := j.withoutTimes(j.o.stdout)
	if c.is(stdout, "head") || j.tooLate() {
		if !bytes.HasPrefix(text, got) {
			j.wrong("stdout: %s", differ(got, text))
		}
		return
	}
	if c.is(end, "half", "cut") && c.is(output, "lines", "null", "raw") && len(got) > len(text) {
		// A part of the message that was cut off may be there.
		if rest := bytes.TrimRight(got[len(text):], "\n\x00"); bytes.HasPrefix(half.data, rest) {
			got = got[:len(text)]
		}
	}
	if !bytes.Equal(got, text) {
		j.wrong("stdout: %s", differ(got, text))
	}
}

// withoutTimes removes the times from lines that have them.
func (j *judgement) withoutTimes(printed []byte) []byte {
	if j.c.is(shown, "plain") {
		return printed
	}
	var rest []byte
	for line := range bytes.Lines(printed) {
		at, text, _ := bytes.Cut(line, []byte(" "))
		if _, err := time.Parse("2006-01-02T15:04:05.000Z", string(at)); err != nil {
			j.wrong("stdout has a line without its time: %.200q", line)
		}
		rest = append(rest, text...)
	}
	return rest
}

// tooLate reports whether the two seconds after a signal were almost over.
func (j *judgement) tooLate() bool {
	last := len(j.o.peers) - 1
	return !j.c.is(signal, "none") && last >= 0 && j.o.exited.Sub(j.o.peers[last].heard.closedAt) > 1500*time.Millisecond
}

// events checks the output of --json.
func (j *judgement) events(want []message) {
	all, rest, err := events(j.o.stdout)
	if err != nil {
		j.wrong("stdout: %v: %.200q", err, rest)
		return
	}
	if j.c.is(stdout, "head") {
		return
	}
	if len(rest) > 0 {
		j.wrong("stdout ends within a line: %.200q", rest)
	}
	var pings []string
	var closed event
	n, opens := 0, 0
	for i, e := range all {
		switch e.Type {
		case "open":
			opens++
			if i > 0 && opens == 1 || i == 0 && e.Type != "open" {
				j.wrong("stdout: open is event %d", i+1)
			}
		case "text", "binary":
			m, err := e.message()
			switch {
			case err != nil:
				j.wrong("stdout: %v", err)
			case n >= len(want):
				j.wrong("stdout: message %d of %d is %v", n+1, len(want), m)
			case !m.equal(want[n]):
				j.wrong("stdout: message %d is %v; it should be %v", n+1, m, want[n])
			}
			n++
		case "ping":
			m, _ := e.message()
			pings = append(pings, string(m.data))
		case "close":
			closed = e
		case "pong", "error":
		default:
			j.wrong("stdout: an event %q", e.Type)
		}
		if len(j.problems) > 10 {
			return
		}
	}
	if n < len(want) && !j.tooLate() {
		j.wrong("stdout: %d of %d messages", n, len(want))
	}
	if opens != len(j.o.peers) {
		j.wrong("stdout: %d open events of %d connections", opens, len(j.o.peers))
	}
	j.pingEvents(pings)
	// When a server is interrupted, its program isn't kept alive for a client that never answers.
	gone := j.c.is(speaker, "program") && !j.c.is(signal, "none") && j.c.is(end, "deaf")
	if !gone && (len(all) == 0 || all[len(all)-1].Type != "close") {
		j.wrong("stdout doesn't end with a close event")
		return
	}
	if !j.c.anyway() {
		j.closeEvent(closed)
	}
}

// pingEvents checks that all pings of the peer are reported, in order, unless something made us end
// before.
func (j *judgement) pingEvents(got []string) {
	var said []string
	for _, p := range j.o.peers {
		said = append(said, p.said...)
	}
	at := 0
	for _, ping := range got {
		m, _ := event{Data: &ping}.message()
		_ = m
		n := slices.Index(said[at:], ping)
		if n < 0 {
			j.wrong("stdout: the ping %q that wasn't sent, or out of order", ping)
			return
		}
		at += n + 1
	}
	if len(got) < len(said) && !j.c.anyway() && !j.c.is(end, "deaf", "vanish") {
		j.wrong("stdout: %d of %d pings", len(got), len(said))
	}
}

// closeEvent compares a JSON event with the Close that the peer sent.
func (j *judgement) closeEvent(e event) {
	want := j.c.peersCode()
	if j.c.is(end, "answer", "late") {
		want = map[string]int{"1000": 1000, "4000": 4000, "0": 1005}[j.c[code]]
	}
	if e.Code != want {
		j.wrong("stdout: the close event has code %d, not %d", e.Code, want)
	}
	if clean := want != 1006 && !j.c.is(end, "cut"); e.Clean != clean && !j.c.is(end, "cut") {
		j.wrong("stdout: the close event says clean: %v", e.Clean)
	}
}

// transcript checks the output of --record or --record-dir.
func (j *judgement) transcript() {
	if j.c.is(record, "no") {
		return
	}
	sent, received, err := readTranscript(j.o.recorded)
	if err != nil {
		j.wrong("--record: %v", err)
		return
	}
	if j.c.anyway() {
		return
	}
	arrived := j.o.arrived()
	counted := j.counted()
	if !j.c.client() {
		sent, received, counted = received, sent, j.down
	}
	if j.c.is(end, "early") && j.c.client() {
		// Once the peer has closed, messages that were sent may not have arrived.
		sent = sent[:min(len(sent), len(arrived))]
	}
	if j.c.is(unasked, "answer") && j.c.client() { // answered messages are recorded together with their answers
		received = slices.DeleteFunc(received, func(m message) bool { return m.text && bytes.HasPrefix(m.data, []byte("beat")) })
	}
	j.sameMessages("--record: what we sent", j.c.asked(sent), j.c.asked(arrived))
	j.sameMessages("--record: what came", received, counted)
}

func (j *judgement) sameMessages(what string, got, want []message) {
	for i := range min(len(got), len(want)) {
		if !got[i].equal(want[i]) {
			j.wrong("%s: message %d is %v; it should be %v", what, i+1, got[i], want[i])
			return
		}
	}
	if len(got) != len(want) {
		j.wrong("%s: %d messages of %d", what, len(got), len(want))
	}
}

// shownLines matches the lines that -v and -vv add to stderr.
var shownLines = regexp.MustCompile(`^[*<>]( |$)`)

// complaints returns the lines of stderr that report something.
func (j *judgement) complaints() (lines []string) {
	for _, line := range strings.Split(strings.TrimSuffix(j.o.stderr, "\n"), "\n") {
		switch {
		case line == "":
		case j.c.is(report, "verbose", "frames") && shownLines.MatchString(line):
		case !j.c.client() && regexp.MustCompile(`^wspipe: (listening on|the certificate has the pin) `).MatchString(line):
		default:
			lines = append(lines, line)
		}
	}
	return lines
}
