//go:build unix

package crossings

import (
	"fmt"
	"regexp"
	"slices"
)

// promise is one way in which a run may end: the status, and the one line on stderr. If says is
// empty, there is no line.
type promise struct {
	status int
	says   string // a pattern
}

func (p promise) String() string { return fmt.Sprintf("status %d and /%s/", p.status, p.says) }

// status compares the status and stderr with the promises.
func (j *judgement) status() {
	promises := j.c.promises()
	lines := slices.DeleteFunc(j.complaints(), toldLine.MatchString)
	if all := toldLine.FindAllString(j.o.stderr, -1); j.c.is(told, "yes") && !slices.Equal(all, []string{fmt.Sprintf("told %d", j.o.status)}) {
		j.wrong("%q in stderr with status %d", all, j.o.status)
	}
	if j.c.is(report, "quiet") && len(lines) > 0 {
		j.wrong("stderr, with -q: %.500q", j.o.stderr)
	}
	lines = slices.DeleteFunc(lines, func(line string) bool { return j.c.notice(line) })
	for _, p := range promises {
		if p.status == j.o.status && (j.c.is(report, "quiet") || p.says == "" && len(lines) == 0 ||
			p.says != "" && len(lines) == 1 && regexp.MustCompile("^wspipe: .*"+p.says).MatchString(lines[0])) {
			return
		}
	}
	if j.lost && j.o.status == 8 {
		return
	}
	j.wrong("status %d, stderr %.600q; promised: %v", j.o.status, lines, promises)
}

// toldLine matches the output of --write-out.
var toldLine = regexp.MustCompile(`(?m)^told \d+$`)

// notice reports whether a line may also be printed without being a failure.
func (c *crossing) notice(line string) bool {
	switch {
	case !c.is(reconnect, "no"):
		return regexp.MustCompile(`may not have arrived|was cut off|within a message: it is not complete|nothing of the input was sent: the connection closed`).MatchString(line)
	case c.is(command, "connect") && (c.is(end, "early") || c.goesOn()):
		return regexp.MustCompile(`(what follows( \w+ \d+)? was not|nothing of the input was) sent: the connection closed`).MatchString(line)
	}
	return false
}

// promises returns the ways in which c may end. There are several if two ends coincide: ours and
// the peer's.
func (c *crossing) promises() []promise {
	switch {
	case !c.is(signal, "none"):
		return []promise{{map[string]int{"HUP": 129, "INT": 130, "TERM": 143}[c[signal]], "."}}
	case c.is(stdout, "head"):
		return []promise{{0, ""}}
	case !c.client():
		return []promise{c.afterClient()}
	case c.is(want, "wrong") && c.settles():
		return []promise{{1, `--expect 1 of 1: expected no such message`}}
	case c.settles(), c.is(want, "close"):
		return []promise{{0, ""}}
	}
	var all []promise
	if !c.weEnd() {
		all = append(all, c.afterServer()...)
	}
	if c.closesWhenQuiet() {
		all = append(all, c.afterUs())
	}
	return all
}

// missing returns what stderr says if what was asked for didn't arrive.
func (c *crossing) missing() string {
	switch {
	case c.is(want, "expect", "wrong"):
		return `--expect \d of \d|expected \d+ messages?, got \d+`
	case c.is(want, "until", "never"):
		return `--until|expected \d+ messages?, got \d+`
	}
	return fmt.Sprintf("expected %d messages?, got %d", c.countWanted(), c.messages())
}

// afterServer returns the promises for when the server ends the connection.
func (c *crossing) afterServer() []promise {
	switch {
	case c.is(end, "1011", "4001"):
		_, reason, _ := ownClose(c[end])
		return []promise{{5, "the server closed with " + c[end] + ".*" + reason}}
	case c.is(end, "cut"):
		return []promise{{5, "within a message.*4002"}}
	case c.is(end, "drop", "half"):
		return []promise{{5, "1006"}}
	case c.goals():
		return []promise{{1, c.missing()}}
	}
	done, unsent := promise{0, ""}, promise{8, "sent"}
	switch {
	case !c.is(command, "send"):
		return []promise{done}
	case c.is(stdin, "open"):
		return []promise{unsent}
	}
	return []promise{done, unsent}
}

// afterUs returns the promise for when --wait has run out before the server ended the connection.
func (c *crossing) afterUs() promise {
	switch {
	case c.goals():
		return promise{1, c.missing()}
	case c.is(end, "deaf"):
		return promise{6, "clos"}
	case c.is(end, "vanish"):
		return promise{5, "1006"}
	case c.is(end, "answer", "late", "1000", "1001", "1005", "early"):
		return promise{0, ""}
	}
	return c.afterServer()[0]
}

// afterClient returns the promise for when the client ends serve's connection.
func (c *crossing) afterClient() promise {
	switch {
	case c.is(end, "1011", "4001"):
		return promise{5, "client 1: .*" + c[end]}
	case c.is(end, "cut"):
		return promise{5, "client 1: .*4002"}
	case c.is(end, "drop", "half"):
		return promise{5, "client 1: .*1006"}
	}
	return promise{0, ""}
}
