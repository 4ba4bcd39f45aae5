//go:build unix

package crossings

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// played compares the outcome of a transcript with what is promised.
func (j *judgement) played() {
	promises := j.c.checkPromises()
	said := j.c.failedCheck
	if j.c.is(command, "replay") {
		promises, said = j.c.mockPromises(), j.c.failedMock
	}
	i := slices.IndexFunc(promises, func(p promise) bool { return p.status == j.o.status })
	switch {
	case i < 0:
		j.wrong("status %d, stderr %.2000s; promised: %v", j.o.status, j.o.stderr, promises)
	case j.c.is(report, "quiet") && len(j.o.stderr) > 0:
		j.wrong("stderr, with -q: %.500q", j.o.stderr)
	case !j.c.is(report, "quiet") && !said(promises[i], j.complaints()):
		j.wrong("status %d, stderr %.2000s; promised: %v", j.o.status, j.o.stderr, promises[i])
	}
	j.shows()
}

// checkPromises returns the ways in which check may end.
func (c *crossing) checkPromises() []promise {
	passed, failed := promise{0, ""}, promise{1, "FAIL"}
	switch {
	case !c.is(signal, "none"):
		return []promise{{map[string]int{"HUP": 129, "INT": 130, "TERM": 143}[c[signal]], "."}}
	case c.is(want, "wrong"):
		return []promise{{1, "expected: no such message"}}
	case c.is(count, "more") && c.weEnd():
		return []promise{{6, "no message came within 1s"}}
	case c.is(count, "more"):
		return []promise{failed, {6, "no message came within 1s"}}
	case c.weEnd() && c.closesAloud() && c.is(end, "deaf"):
		return []promise{{6, "did not answer our close within 1s"}}
	case c.weEnd() && c.closesAloud() && c.is(end, "vanish"):
		return []promise{{1, "1006"}}
	case c.weEnd():
		return []promise{passed}
	case c.is(wait, "200ms"), c.is(end, "early") && c.says(), c.is(wait, "0") && !c.is(end, "1000", "1001", "1005", "early"):
		return []promise{passed, failed}
	}
	return []promise{passed}
}

// mockPromises returns the ways in which serve --replay --once may end.
func (c *crossing) mockPromises() []promise {
	passed, failed := promise{0, ""}, promise{1, "."}
	switch {
	case !c.is(signal, "none"):
		return []promise{{map[string]int{"HUP": 129, "INT": 130, "TERM": 143}[c[signal]], "."}}
	case c.is(want, "wrong"):
		return []promise{{1, "expected no such message"}}
	case c.is(end, "early") && c.says():
		return []promise{passed, failed}
	}
	return []promise{passed}
}

// says reports whether there is something for us to send.
func (c *crossing) says() bool { return !c.is(up, "none") || c.is(onOpen, "yes") }

// scriptCodes returns the codes that our Close may have besides the peer's own.
func (c *crossing) scriptCodes(ends string, own int) []int {
	switch {
	case !c.is(signal, "none"):
		return []int{1001}
	case c.is(command, "replay") && c.is(want, "wrong"):
		return []int{1008}
	case c.is(want, "close"), c.is(wait, "-1"), ends == "1012":
		return nil
	case c.is(want, "wrong"), !c.closesAloud():
		return []int{1000}
	}
	return []int{1000, own}
}

var (
	result     = regexp.MustCompile(`^(ok   |FAIL ) \S+?(:\d+: .*)?( \(.*\))?$`)
	lastResult = regexp.MustCompile(`^wspipe: (1 of 1 conversation|2 of 2 conversations) failed$`)
)

// failedCheck reports whether check printed what p promises: one line for each file that passed, or
// several for one that failed.
func (c *crossing) failedCheck(p promise, lines []string) bool {
	whole := strings.Join(lines, "\n")
	lines = slices.DeleteFunc(slices.Clone(lines), func(line string) bool { return strings.HasPrefix(line, "   ") })
	last := len(lines) - 1
	if last < 0 || !regexp.MustCompile(p.says).MatchString(whole) {
		return false
	}
	failed := p.status != 0
	if failed {
		if !lastResult.MatchString(lines[last]) && c.is(signal, "none") || !strings.HasPrefix(lines[last], "wspipe: ") {
			return false
		}
		lines = lines[:last]
	}
	return !slices.ContainsFunc(lines, func(line string) bool {
		return !result.MatchString(line) || strings.HasPrefix(line, "FAIL") != failed
	})
}

// deafClient may be reported by whichever side notices first.
var deafClient = regexp.MustCompile(`^wspipe: client 1: .*(did not answer the close within 1s|1006)`)

// failedMock reports whether a mock printed what p promises, in its one line.
func (c *crossing) failedMock(p promise, lines []string) bool {
	if c.is(end, "deaf") {
		lines = slices.DeleteFunc(lines, deafClient.MatchString)
	}
	return p.says == "" && len(lines) == 0 || p.says != "" && len(lines) == 1 && regexp.MustCompile("^wspipe: .*"+p.says).MatchString(lines[0])
}

// shows compares stdout with the output of print lines, or with a report there.
func (j *judgement) shows() {
	want := bytes.Repeat(j.script.printed, j.runs())
	cut := j.c.is(stdout, "head") || !j.c.is(signal, "none") || j.c.is(end, "early") && j.o.status != 0
	switch {
	case j.c.is(command, "replay"):
		want = nil
	case j.c.is(told, "yes"):
		j.reports()
		return
	case j.c.is(stdout, "head"):
		want = want[:min(len(want), 1)]
	}
	if !bytes.Equal(j.o.stdout, want) && !(cut && bytes.HasPrefix(want, j.o.stdout)) {
		j.wrong("stdout: %s", differ(j.o.stdout, want))
	}
}

// reports compares the output of --report with the status.
func (j *judgement) reports() {
	var onStdout struct {
		Status int `json:"exit_status"`
		Passed int
		Failed int
	}
	if err := json.Unmarshal(j.o.stdout, &onStdout); err != nil {
		j.wrong("--report json: %v: %.500s", err, j.o.stdout)
	}
	passed, failed := j.runs(), 0
	if j.o.status != 0 {
		passed, failed = 0, passed
	}
	if onStdout.Status != j.o.status && j.c.is(signal, "none") || onStdout.Passed != passed || onStdout.Failed != failed {
		j.wrong("--report json with status %d: %.500s", j.o.status, j.o.stdout)
	}
	var junit struct {
		Failures []struct{} `xml:"testsuite>testcase>failure"`
		Errors   []struct{} `xml:"testsuite>testcase>error"`
	}
	if err := xml.Unmarshal(j.o.beside["results.xml"], &junit); err != nil || len(junit.Failures)+len(junit.Errors) != failed {
		j.wrong("--report junit with status %d: %v: %.500s", j.o.status, err, j.o.beside["results.xml"])
	}
	tap := string(j.o.beside["results.tap"])
	if !strings.Contains(tap, fmt.Sprintf("1..%d\n", j.runs())) || strings.Count("\n"+tap, "\nok ") != passed || strings.Count("\n"+tap, "\nnot ok ") != failed {
		j.wrong("--report tap with status %d: %.500s", j.o.status, tap)
	}
}
