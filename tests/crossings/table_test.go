//go:build unix

package crossings

import (
	"fmt"
	"slices"
	"strings"
)

// The dimensions, in the order of table.
const (
	command = iota
	input
	output
	kind
	down
	downKind
	up
	stdin
	stdout
	way
	deflate
	fragments
	pings
	keepalive
	network
	turn
	end
	signal
	code
	wait
	count
	want
	ignore
	record
	reconnect
	onOpen
	report
	shown
	token
	given
	speaker
	pace
	told
	unasked
	version
	repeat
	dimensions
)

// dimension is one thing that varies. Its first value is the usual one, which the name of a run
// omits.
type dimension struct {
	name   string
	values []string
}

var formats = []string{"lines", "null", "base64", "hex", "raw", "length", "json"}

// In table, "we" means the program, and "the peer" the other end.
var table = [dimensions]dimension{
	// forward: to a serve --echo. replay: serve --replay.
	command: {"command", []string{"connect", "send", "listen", "serve", "echo", "forward", "check", "replay"}},
	// In a transcript, these are ways to write what we send, and what arrives.
	input:  {"in", formats},
	output: {"out", formats},
	// The type of what we send: the format's own, or that of --text, --binary.
	kind: {"type", []string{"usual", "text", "binary"}},

	// What the peer sends, and what stdin has for it: number and sizes.
	down:     {"down", []string{"one", "none", "sizes", "big", "many", "flood"}},
	downKind: {"kind", []string{"text", "binary", "mixed", "json"}},
	up:       {"up", []string{"one", "none", "sizes", "big", "many", "flood"}},

	// ends: a pipe that is closed after the data. open: one that isn't. drip: one that is filled
	// slowly. null: /dev/null. If there is a transcript, it is on stdin, or in a file if stdin
	// can't hold it.
	stdin: {"stdin", []string{"ends", "open", "null", "file", "drip"}},
	// head: the reader leaves after the first byte.
	stdout: {"stdout", []string{"pipe", "slow", "file", "head"}},

	// elsewhere: by --unix-socket, whatever the URL says.
	way: {"way", []string{"tcp", "unix", "tls", "proxy", "proxy-tls", "socks", "elsewhere"}},

	// fresh: without context takeover, on either side or both. window: of 512 bytes, both ways.
	// mixed: only every other message is compressed. final: messages end with a final block (RFC
	// 7692, section 7.2.3.4). pasted: takeover, requested by the headers of a browser's "Copy as
	// cURL".
	deflate: {"deflate", []string{"none", "takeover", "server-fresh", "client-fresh", "fresh", "window", "mixed", "final", "pasted"}},
	// How the peer fragments its messages. bytes: the first 200 bytes one by one. empty: with empty
	// fragments. pings: with pings between.
	fragments: {"fragments", []string{"whole", "few", "bytes", "empty", "pings"}},

	// The peer's pings: before messages, or every 5 ms from open to close.
	pings: {"pings", []string{"none", "before", "ticking"}},
	// Our pings. late: the peer answers none while it sends messages.
	keepalive: {"keepalive", []string{"none", "often", "late"}},

	// drip: the peer writes small pieces. slow: it reads small pieces.
	network: {"network", []string{"fast", "drip", "slow"}},
	// after: the peer sends once it has received all that we send; an echo's peer reads once it has
	// sent everything.
	turn: {"turn", []string{"at-once", "after"}},

	// Who ends the connection. The first four are what the peer does about our Close: it answers,
	// sends half of its messages and then answers, doesn't answer but goes on pinging, or drops.
	// The others are the peer's own end, once it has received all that we send: a Close with the
	// code (1005: none), an early one with 1000 that waits for nothing, a drop, a drop within a
	// message, and a Close with 4002 within a message.
	end: {"end", []string{"answer", "late", "deaf", "vanish", "1000", "1001", "1005", "1011", "4001", "early", "drop", "half", "cut"}},
	// What ends us, once the peer has sent and received everything.
	signal: {"signal", []string{"none", "INT", "TERM", "HUP"}},

	code: {"code", []string{"1000", "4000", "0"}},
	// At a terminal, default: Ctrl-D leaves at once. In a transcript, default: the transcript ends.
	// 0: we close. 200ms: quiet. -1: it waits for the other side to close.
	wait:   {"wait", []string{"default", "0", "200ms", "-1"}},
	count:  {"count", []string{"none", "first", "all", "more"}},
	want:   {"want", []string{"none", "expect", "wrong", "until", "never", "close"}},
	ignore: {"ignore", []string{"no", "yes"}},
	// --record, or --record-dir.
	record: {"record", []string{"no", "yes"}},
	// How the first of two connections ends.
	reconnect: {"reconnect", []string{"no", "drop", "1012"}},
	onOpen:    {"on-open", []string{"no", "yes"}},
	report:    {"report", []string{"plain", "quiet", "verbose", "frames"}},
	// time: --time.
	shown: {"shown", []string{"plain", "time"}},
	// What the peer requires of the handshake. command: a header, from --header-command each time.
	// digest: a login by --digest.
	token: {"token", []string{"no", "command", "digest"}},
	// file: flags are in a file, for -K.
	given: {"given", []string{"line", "file"}},
	// program: --exec with a program that relays our stdin and stdout. terminal: a person types the
	// input, and looks at the output.
	speaker: {"speaker", []string{"streams", "program", "terminal"}},
	// rate: --rate, so high that nothing has to wait.
	pace: {"pace", []string{"none", "rate"}},
	// told: --write-out at the end, or each --report.
	told: {"told", []string{"no", "yes"}},
	// What we send in addition to stdin. every: again and again. answer: for each beat, which
	// --answer skips as --ignore does.
	unasked: {"unasked", []string{"no", "every", "answer"}},
	// 2: --http, and an HTTP/2 server in front of the peer.
	version: {"http", []string{"1.1", "2"}},
	// yes: --repeat.
	repeat: {"repeat", []string{"no", "yes"}},
}

// crossing is one run: a value for each dimension.
type crossing [dimensions]string

func usual() (c crossing) {
	for i, d := range table {
		c[i] = d.values[0]
	}
	return c
}

func (c *crossing) is(dimension int, values ...string) bool {
	return slices.Contains(values, c[dimension])
}

// String returns the run as -crossings.run takes it.
func (c crossing) String() string {
	var words []string
	for i, d := range table {
		if c[i] != d.values[0] {
			words = append(words, d.name+"="+c[i])
		}
	}
	return strings.Join(words, " ")
}

// parse parses the result of String.
func parse(text string) (crossing, error) {
	c := usual()
	for _, word := range strings.Fields(text) {
		name, value, _ := strings.Cut(word, "=")
		i := slices.IndexFunc(table[:], func(d dimension) bool { return d.name == name })
		if i < 0 || !slices.Contains(table[i].values, value) {
			return c, fmt.Errorf("no such value: %s", word)
		}
		c[i] = value
	}
	return c, nil
}

// A rule forbids runs that are meaningless, or whose outcome is undefined.
type rule struct {
	why     string
	forbids func(c *crossing) bool
}

var rules = []rule{
	{"listen, serve --echo and serve --forward read no stdin", func(c *crossing) bool {
		return !c.sends() && !(c.is(input, "lines") && c.is(up, "none") && c.is(kind, "usual") && c.is(stdin, "open", "null"))
	}},
	{"/dev/null has nothing to send, and what drips isn't much", func(c *crossing) bool {
		return !c.scripted() && c.is(stdin, "null") && !c.is(up, "none") || c.is(stdin, "drip") && c.is(up, "none", "flood")
	}},
	{"send --raw has its message at the end of stdin", func(c *crossing) bool {
		return c.is(command, "send") && c.is(input, "raw") && c.is(stdin, "open")
	}},
	{"JSON names the type of each message", func(c *crossing) bool { return c.is(input, "json") && !c.is(kind, "usual") }},
	{"serve --echo, --forward and --replay don't print", func(c *crossing) bool {
		return c.echoes() && !c.is(output, "lines") || (c.echoes() || c.is(command, "replay")) && !c.is(stdout, "pipe")
	}},
	{"serve hasn't the flags of clients", func(c *crossing) bool {
		return !c.dials() && !c.is(way, "tcp", "unix", "tls") || !c.client() && !c.scripted() &&
			!(c.is(code, "1000") && c.is(wait, "default") && c.is(count, "none") && c.is(want, "none") && c.is(ignore, "no") && c.is(onOpen, "no"))
	}},
	{"a server sends no headers of a handshake", func(c *crossing) bool {
		return !c.dials() && (c.is(deflate, "pasted") || !c.is(token, "no"))
	}},
	{"serve speaks HTTP/1.1, and who wants a login twice over a connection does so there", func(c *crossing) bool {
		return c.is(version, "2") && (!c.dials() || c.is(token, "digest"))
	}},
	{"serve has no -K", func(c *crossing) bool { return !c.dials() && c.is(given, "file") }},
	{"nothing is sent unasked by a server, and what is answered isn't ignored", func(c *crossing) bool {
		return !c.is(unasked, "no") && !c.client() && !c.scripted() || c.is(unasked, "answer") && c.is(ignore, "yes")
	}},
	{"only connect and send have a rate, and clients -w, as check has reports", func(c *crossing) bool {
		return c.is(pace, "rate") && !c.is(command, "connect", "send") || c.is(told, "yes") && !c.dials()
	}},
	{"the time is for the lines of clients, and too long for who reads a byte", func(c *crossing) bool {
		return c.is(shown, "time") && !(c.client() && c.is(output, "lines", "base64", "hex") && !c.is(stdout, "head"))
	}},
	{"a quiet server doesn't say its port", func(c *crossing) bool { return !c.dials() && c.is(report, "quiet") && !c.is(way, "unix") }},
	{"only connect and serve record, one connection", func(c *crossing) bool {
		return c.is(record, "yes") && (c.is(command, "send", "listen", "check") || !c.is(reconnect, "no"))
	}},
	{"connect and listen reconnect, as a transcript of check can", func(c *crossing) bool {
		return !c.is(reconnect, "no") && !c.is(command, "connect", "listen", "check")
	}},
	{"who reconnects ends by a code that is final, and not before the second connection", func(c *crossing) bool {
		return !c.is(reconnect, "no") && (!c.is(end, "answer", "late", "deaf", "vanish", "1000", "1005", "4001", "early", "cut") ||
			c.closesWhenQuiet() || c.is(stdout, "head") || c.settledAt() <= c.firstConnection())
	}},
	{"what is lost with a connection can't be told of raw bytes, nor of the last message", func(c *crossing) bool {
		return !c.is(reconnect, "no") && c.is(turn, "at-once") && (c.is(input, "raw") || !c.is(up, "none", "one", "many"))
	}},
	{"somebody must end it", func(c *crossing) bool { return c.weEnd() && !c.closes() && c.is(signal, "none") }},
	{"a signal is for who would go on", func(c *crossing) bool { return !c.is(signal, "none") && (c.closes() || !c.weEnd()) }},
	{"an echo's peer that doesn't read can't know when it is open", func(c *crossing) bool {
		return !c.is(signal, "none") && c.echoes() && c.is(turn, "after")
	}},
	{"two seconds after a signal aren't enough for much", func(c *crossing) bool {
		return !c.is(signal, "none") && (c.is(down, "flood") || c.is(down, "big") && c.is(end, "late"))
	}},
	{"who reads a byte and leaves needs one, and nothing else may end it", func(c *crossing) bool {
		return c.is(stdout, "head") && !c.scripted() && (!c.weEnd() || c.closesWhenQuiet() || c.beforeClose() == 0 || c.is(want, "wrong") || c.is(down, "big", "one") && c.goals())
	}},
	{"a long binary message is no argument", func(c *crossing) bool {
		return c.is(want, "expect", "until") && c.is(down, "big", "flood") && !c.is(downKind, "text")
	}},
	{"something must come to be expected or counted", func(c *crossing) bool {
		return c.messages() == 0 && (c.is(want, "expect", "wrong", "until") || c.is(count, "first", "all"))
	}},
	{"the server must close where that is expected", func(c *crossing) bool {
		return c.is(want, "close") && (c.weEnd() || c.is(end, "half", "cut") || c.closesWhenQuiet() || !c.is(count, "none"))
	}},
	{"connect has a session at a terminal, for lines of any kind", func(c *crossing) bool {
		return c.atTerminal() && !(c.is(command, "connect") && c.is(input, "lines", "base64", "hex", "json") && c.is(output, "lines", "base64", "hex", "json"))
	}},
	{"a person has no files, nor much time, and a terminal that stays", func(c *crossing) bool {
		return c.atTerminal() && (c.is(stdin, "null", "file") || c.is(up, "flood", "big") || c.is(stdout, "file", "head"))
	}},
	{"who leaves a terminal leaves in an outage, too, and isn't kept by a flood", func(c *crossing) bool {
		return c.atTerminal() && !c.is(stdin, "open") && (!c.is(reconnect, "no") || c.is(wait, "default") && c.is(down, "flood"))
	}},
	{"at a terminal lines have no times before them, nobody types bytes, nor knows when to leave who is quiet", func(c *crossing) bool {
		return c.atTerminal() && (c.is(shown, "time") || c.is(input, "lines") && c.is(kind, "binary") || c.is(report, "quiet") && !c.is(stdin, "open"))
	}},
	{"connect and serve run programs", func(c *crossing) bool { return c.is(speaker, "program") && !c.is(command, "connect", "serve") }},
	{"a program that nobody reads any more fails, and a slow one isn't waited for as long as it takes", func(c *crossing) bool {
		return c.is(speaker, "program") && (c.is(stdout, "head") || c.is(stdout, "slow") && (c.is(end, "deaf") || !c.is(signal, "none")))
	}},
	{"an early close doesn't wait", func(c *crossing) bool { return c.is(end, "early") && c.is(turn, "after") }},
	{"late pongs and late messages need messages", func(c *crossing) bool {
		return c.messages() == 0 && (c.is(keepalive, "late") || c.is(end, "late"))
	}},
	{"what JSON holds is looked for when it is recorded, at 3 MiB/s: too slow for floods", func(c *crossing) bool {
		return c.is(record, "yes") && c.is(down, "flood") && c.is(downKind, "json")
	}},
	{"a transcript isn't for floods of ours", func(c *crossing) bool { return c.scripted() && c.is(up, "flood") }},
	{"a transcript can't send to who is gone as soon as the connection is there", func(c *crossing) bool {
		return c.scripted() && !c.is(reconnect, "no") && c.is(turn, "at-once") && (c.is(onOpen, "yes") || c.is(unasked, "answer"))
	}},
	{"a transcript counts and expects by itself", func(c *crossing) bool {
		return c.scripted() && (c.is(count, "first", "all") || c.is(want, "expect"))
	}},
	{"who waits for the other side to close has only that to do", func(c *crossing) bool {
		return c.scripted() && (c.is(want, "close") && !c.is(wait, "default") || c.is(wait, "-1") && (c.weEnd() == c.is(signal, "none") || c.misses()))
	}},
	{"what a mock waits for it waits for without end", func(c *crossing) bool {
		return c.is(command, "replay") && (!c.is(count, "none") || c.is(want, "until") || c.is(wait, "-1") && c.is(signal, "none"))
	}},
	{"no line is about a client that drops the connection", func(c *crossing) bool {
		return c.is(command, "replay") && c.is(want, "close") && c.is(end, "drop")
	}},
	{"what comes behind a mock's end is one message too many, and behind check's a line's that closes", func(c *crossing) bool {
		return c.scripted() && c.is(end, "late") && (c.is(command, "replay") || c.is(wait, "-1") || c.is(want, "wrong"))
	}},
	{"one more message than there are is waited for where there is still a connection", func(c *crossing) bool {
		return c.scripted() && c.is(count, "more") && (c.is(want, "wrong") || c.weEnd() && !(c.is(end, "answer") && c.is(wait, "default", "200ms") && c.is(code, "1000")))
	}},
	{"a report that nobody reads is a failure", func(c *crossing) bool {
		return c.is(command, "check") && c.is(stdout, "head") && c.is(told, "yes")
	}},
	{"only check repeats, what is the same each time", func(c *crossing) bool {
		return c.is(repeat, "yes") && !(c.is(command, "check") && c.is(reconnect, "no") && c.is(signal, "none") && len(c.checkPromises()) == 1)
	}},
	{"an echo can't come to who has gone", func(c *crossing) bool { return c.echoes() && c.is(end, "late", "half", "cut") }},
}

// unmended are runs that fail for a known reason. They are skipped, and listed as skipped; there
// should be none.
var unmended []rule

// brokenUpTo returns how many rules c breaks, but at most most.
func (c *crossing) brokenUpTo(most int) (n int) {
	for i := range rules {
		if n < most && rules[i].forbids(c) {
			n++
		}
	}
	return n
}

// beats reports whether the peer sends messages that the program skips.
func (c *crossing) beats() bool { return c.is(ignore, "yes") || c.is(unasked, "answer") }

func (c *crossing) client() bool { return c.is(command, "connect", "send", "listen") }

// echoes reports whether the peer gets its own messages back. stdin and stdout aren't used then.
func (c *crossing) echoes() bool { return c.is(command, "echo", "forward") }

// sends reports whether the program reads stdin.
func (c *crossing) sends() bool { return c.is(command, "connect", "send", "serve") || c.scripted() }

// weEnd reports whether the peer waits for our Close.
func (c *crossing) weEnd() bool { return c.is(end, "answer", "late", "deaf", "vanish") }

// closes reports whether something other than a signal makes us close.
func (c *crossing) closes() bool {
	if c.scripted() {
		return !c.is(wait, "-1")
	}
	return c.closesWhenQuiet() || c.is(stdout, "head") || c.client() && c.settledAt() <= c.beforeClose()
}

// closesWhenQuiet reports whether --wait will run out.
func (c *crossing) closesWhenQuiet() bool {
	if !c.client() || c.goesOn() && !c.is(command, "listen") {
		return false
	}
	switch c[wait] {
	case "-1":
		return false
	case "default":
		return c.atTerminal() || !c.is(command, "listen") && !c.goals() && !c.is(want, "close")
	}
	return true
}

// goesOn reports whether the input never ends.
func (c *crossing) goesOn() bool { return c.is(stdin, "open") || c.is(speaker, "program") }

// goals reports whether something is expected of the messages.
func (c *crossing) goals() bool { return !c.is(count, "none") || !c.is(want, "none", "close") }

// messages returns the number of the peer's messages that count.
func (c *crossing) messages() int { return amount(c[down]) }

// beforeClose returns how many of them arrive before our Close.
func (c *crossing) beforeClose() int {
	if c.is(end, "late") {
		return c.messages() / 2
	}
	return c.messages()
}

// firstConnection returns how many of them arrive over the first of two connections.
func (c *crossing) firstConnection() int { return c.beforeClose() / 2 }

const never = 1 << 30

// settledAt returns the number of the message at which all goals are met, or one is missed for
// good; never if there is no such message.
func (c *crossing) settledAt() int {
	if !c.goals() {
		return never
	}
	if c.is(want, "wrong") && c.messages() > 0 {
		return 1
	}
	at := max(c.countWanted(), c.expectedFirst(), c.expectedUntil())
	if at > c.messages() || c.is(want, "never") {
		return never
	}
	return at
}

// countWanted returns the N of --count, or 0 without it.
func (c *crossing) countWanted() int {
	switch c[count] {
	case "first":
		return 1
	case "all":
		return c.messages()
	case "more":
		return c.messages() + 1
	}
	return 0
}

// expectedFirst returns how many messages have an --expect that they match.
func (c *crossing) expectedFirst() int {
	if !c.is(want, "expect") {
		return 0
	}
	return min(3, c.messages())
}

// expectedUntil returns the number of the message that --until is about.
func (c *crossing) expectedUntil() int {
	if !c.is(want, "until") {
		return 0
	}
	return c.messages()/2 + 1
}
