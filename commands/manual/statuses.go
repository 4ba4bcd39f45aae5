package manual

import (
	"strconv"
	"strings"

	"wspipe/commands/status"
)

// Statuses returns the exit statuses and their meanings.
func Statuses() []Definition {
	signals := []string{}
	for _, signal := range []int{1, 2, 3, 15} {
		signals = append(signals, strconv.Itoa(status.Signal+signal))
	}
	return []Definition{
		{strconv.Itoa(status.Done), "done: closed by us, or by the server with 1000, 1001 or no code"},
		{strconv.Itoa(status.Unmet), "an expectation was not met: `--count`, `--expect`, `--until`, `--expect-close`, `--expect-status`, a step of a transcript"},
		{strconv.Itoa(status.Usage), "usage: flags, URL, a transcript that doesn't parse"},
		{strconv.Itoa(status.Connect), "no connection: name lookup, refused, unreachable, proxy, TLS"},
		{strconv.Itoa(status.Handshake), "handshake rejected: a status other than 101 (such as 401, 403), a wrong accept key, a subprotocol not agreed"},
		{strconv.Itoa(status.Closed), "closed abnormally: any other code (such as 1008), or dropped without a Close frame (1006)"},
		{strconv.Itoa(status.Timeout), "timeout: `--connect-timeout`, `--timeout`, `--close-timeout`, `--ping-timeout`, a step of a transcript"},
		{strconv.Itoa(status.Protocol), "the server broke the protocol: bad frame, masked frame, invalid UTF-8, message too large"},
		{strconv.Itoa(status.Local), "local data: input that can't be decoded or sent, stdin or stdout failing, a program that fails"},
		{strconv.Itoa(status.Fault), "a bug in wspipe: everything that was received is written out first, and stderr says what to report"},
		{strings.Join(signals, ", ") + ", " + strconv.Itoa(status.Signal) + "+N", "hung up, interrupted, quit, terminated, ended by signal N"},
	}
}

// Definition is a word and its meaning.
type Definition struct{ Term, Text string }

func plain(text string) string { return strings.ReplaceAll(text, "`", "") }

func statuses(width int) string {
	return "exit statuses\n" + define(Statuses(), width)
}

// define puts words into a column with their meanings beside them. A long word gets a row of its
// own.
func define(all []Definition, width int) string {
	var b strings.Builder
	longest := 0
	for _, d := range all {
		if wide := columns(plain(d.Term)); wide <= column-6 {
			longest = max(longest, wide)
		}
	}
	indent := strings.Repeat(" ", longest+4)
	for _, d := range all {
		first := "  " + plain(d.Term)
		if columns(first) > longest+2 {
			first += "\n" + indent
		} else {
			first += strings.Repeat(" ", longest+4-columns(first))
		}
		b.WriteString(wrap(d.Text, first, indent, width))
	}
	return b.String()
}
