//go:build unix

package tests

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// A conversation proves something only if check notices when a server says something else. So each expectation is
// altered in turn, in a copy, so that nothing that met it meets it any more; check must then fail at this line.

// mutant is a transcript with one expectation altered.
type mutant struct {
	text string
	line int // where it fails
	last int // or further down, in a row of lines
	// skips means that it may skip messages until its time is up.
	skips bool
}

func (s speaker) testMutants(t *testing.T, file, port string) {
	mutants := mutantsOf(t, file)
	if len(mutants) == 0 {
		t.Fatal("it expects nothing")
	}
	t.Logf("%d expectations altered", len(mutants))
	for _, m := range mutants {
		t.Run(fmt.Sprintf("line %d", m.line), func(t *testing.T) {
			if !s.crowded {
				t.Parallel()
			}
			s.wantFailure(t, filepath.Base(file), m, port)
		})
	}
}

func (s speaker) wantFailure(t *testing.T, name string, m mutant, port string) {
	t.Helper()
	path := writeFile(t, filepath.Join(t.TempDir(), name), m.text)
	out, err := plain(t, s.check(port, s.again(t, port, path)...)...).CombinedOutput()
	if status := exitStatus(t, err); status != 1 && (status != 6 || !m.skips) {
		t.Errorf("status %d", status)
	}
	places := regexp.MustCompile(regexp.QuoteMeta(path)+`:(\d+)`).FindAllStringSubmatch(string(out), -1)
	if len(places) != 1 || !m.failsAt(places[0][1]) {
		t.Errorf("it fails at %q, not at line %d to %d", places, m.line, m.last)
	}
	if t.Failed() {
		t.Logf("%s\nsays\n%s", m.text, out)
	}
}

func (m mutant) failsAt(place string) bool {
	line, err := strconv.Atoi(place)
	return err == nil && m.line <= line && line <= m.last
}

var expectation = regexp.MustCompile(`^((?:@\S+ )?(<|<&|<<|<\?|closed) )(.*)$`)

func mutantsOf(t *testing.T, file string) (mutants []mutant) {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(content), "\n")
	for i, line := range lines {
		found := expectation.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
		if found == nil || i+1 < len(lines) && strings.HasPrefix(lines[i+1], "<? ") {
			continue
		}
		before, after := strings.Join(lines[:i], ""), strings.Join(lines[i+1:], "")
		for _, other := range altered(t, found[2], found[3]) {
			m := mutant{skips: found[2] == "<<"}
			m.line, m.last = rowAround(lines, i)
			if m.skips {
				before += "timeout 500ms\n"
				m.line, m.last = i+2, i+2
			}
			m.text = before + found[1] + other + "\n" + after
			mutants = append(mutants, m)
		}
	}
	return mutants
}

// rowAround returns the first and the last line of the row that an expectation is in. <? is about the line above it.
func rowAround(lines []string, i int) (first, last int) {
	if strings.HasPrefix(lines[i], "<? ") {
		i--
	}
	first, last = i, i
	if !strings.HasPrefix(lines[i], "<& ") {
		return i + 1, i + 1
	}
	inRow := regexp.MustCompile(`^(<& |<\? |capture )`)
	for first > 0 && inRow.MatchString(lines[first-1]) {
		first--
	}
	for last+1 < len(lines) && inRow.MatchString(lines[last+1]) {
		last++
	}
	return first + 1, last + 1
}

// altered returns ways to make impossible what a line of this kind expects: a close has a code, and perhaps a reason.
func altered(t *testing.T, kind, expected string) []string {
	t.Helper()
	if kind != "closed" {
		return []string{unmet(t, expected)}
	}
	code, reason, given := strings.Cut(expected, " ")
	if !given {
		return []string{"4999"}
	}
	return []string{"4999 " + reason, code + " " + unmet(t, reason)}
}

// unmet returns a matcher of the same kind that no message meets, or none that meets this one.
func unmet(t *testing.T, matcher string) string {
	t.Helper()
	kind, value, _ := strings.Cut(matcher, ":")
	switch {
	case kind == "json" && strings.HasSuffix(value, "}"):
		return strings.TrimSuffix(matcher, "}") + `,"a member that isn't there":0}`
	case kind == "json" && strings.HasSuffix(value, "]"):
		return strings.TrimSuffix(matcher, "]") + `,"one element more"]`
	case kind == "json":
		return `json: {"a member that isn't there":0}`
	case kind == "jq":
		return "jq: false"
	case kind == "hex":
		return matcher + " 00"
	case kind == "base64":
		payload, err := base64.StdEncoding.DecodeString(strings.TrimSpace(value))
		if err != nil {
			t.Fatal(err)
		}
		return "base64: " + base64.StdEncoding.EncodeToString(append(payload, 0))
	case matcher[0] == '/':
		return `/\b\B/`
	case matcher[0] == '"':
		return strings.TrimSuffix(matcher, `"`) + ` or not"`
	}
	return matcher + " or not"
}
