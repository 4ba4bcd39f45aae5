package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// event is a line of go test -json (go doc test2json).
type event struct {
	Action  string
	Package string
	Test    string
	Output  string
}

// printer holds back the output of a test until it has failed.
type printer struct {
	out     io.Writer
	held    map[string]map[string][]string // by package and test
	reasons []string                       // in order of appearance
	tests   map[string][]string            // that were skipped, by reason
}

func newPrinter(out io.Writer) *printer {
	return &printer{out: out, held: map[string]map[string][]string{}, tests: map[string][]string{}}
}

// line prints anything that is no event unchanged.
func (p *printer) line(line string) {
	var e event
	if err := json.Unmarshal([]byte(line), &e); err != nil {
		fmt.Fprint(p.out, line)
		return
	}
	switch e.Action {
	case "output", "build-output":
		p.output(e)
	case "pass", "fail", "skip":
		p.ended(e)
	}
}

func (p *printer) output(e event) {
	switch {
	case strings.HasPrefix(e.Output, "=== "), e.Test == "" && e.Output == "PASS\n":
	case e.Test == "":
		if strings.HasPrefix(e.Output, "FAIL\t") {
			p.printUnfinished(e.Package)
		}
		fmt.Fprint(p.out, e.Output)
	default:
		tests := p.held[e.Package]
		if tests == nil {
			tests = map[string][]string{}
			p.held[e.Package] = tests
		}
		tests[e.Test] = append(tests[e.Test], e.Output)
	}
}

func (p *printer) ended(e event) {
	if e.Test == "" {
		return
	}
	said := p.held[e.Package][e.Test]
	delete(p.held[e.Package], e.Test)
	switch e.Action {
	case "fail":
		p.print(said)
	case "skip":
		p.skipped(e.Test, said)
	}
}

// printUnfinished prints the output of the tests that were running when their package broke off.
func (p *printer) printUnfinished(pkg string) {
	for _, name := range slices.Sorted(maps.Keys(p.held[pkg])) {
		p.print(p.held[pkg][name])
	}
	delete(p.held, pkg)
}

func (p *printer) print(lines []string) { fmt.Fprint(p.out, strings.Join(lines, "")) }

func (p *printer) skipped(test string, said []string) {
	reason := reasonIn(said)
	if p.tests[reason] == nil {
		p.reasons = append(p.reasons, reason)
	}
	p.tests[reason] = append(p.tests[reason], test)
}

var place = regexp.MustCompile(`^\s+\w+\.go:\d+: `)

// reasonIn returns the first line that a skipped test printed, without its place in the code.
func reasonIn(said []string) string {
	for _, line := range said {
		if at := place.FindString(line); at != "" {
			return strings.TrimSpace(line[len(at):])
		}
	}
	return "it doesn't say why"
}

func (p *printer) skips() []string {
	var lines []string
	for _, reason := range p.reasons {
		lines = append(lines, fmt.Sprintf("%s (%s)", reason, strings.Join(p.tests[reason], ", ")))
	}
	return lines
}
