package results

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"wspipe/commands/status"
)

func TestTAP(t *testing.T) {
	hash := passedResult()
	hash.File = `a\b #1.wst`
	got := string(tap([]Result{passedResult(), failedResult(), endedResult(6, "--timeout 2s ran out"), hash, notRunResult()}))
	want := `TAP version 13
1..5
ok 1 - chat.wst
not ok 2 - tests/join.wst
  ---
  message: "expected json: {\"ok\":true}, got {\"ok\":false}"
  severity: "fail"
  at:
    file: "tests/join.wst"
    line: 7
  step: "< json: {\"ok\":true}"
  expected: "json: {\"ok\":true}"
  got: "{\"ok\":false}"
  detail: ".ok: expected true, got false"
  exit_status: 1
  passed: 3
  skipped: 2
  conversation:
    - "   3  > {\"op\":\"join\"}"
    - "      < {\"ok\":false}"
  ...
not ok 3 - late.wst
  ---
  message: "--timeout 2s ran out"
  severity: "fail"
  at:
    file: "late.wst"
  exit_status: 6
  passed: 1
  skipped: 3
  ...
ok 4 - a\\b \#1.wst
ok 5 - next.wst # SKIP interrupted
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if got := string(tap(nil)); got != "TAP version 13\n1..0\n" {
		t.Errorf("of nothing: %q", got)
	}
}

func TestTAPHostile(t *testing.T) {
	var all []Result
	for _, text := range hostile {
		all = append(all, hostileResult(text), passedResult())
	}
	wantTAP(t, all)
}

var (
	tapPoint  = regexp.MustCompile(`^(not )?ok (\d+) - (?:[^\\#]|\\[\\#])*$`)
	tapMember = regexp.MustCompile(`^  (?:at:|conversation:|(?:  )?(\w+): (\d+|".*")|  - (".*"))$`)
)

// wantTAP checks the structure that the specification requires: one plan, numbered points, a block
// after each failure, and nothing else.
func wantTAP(t *testing.T, results []Result) {
	t.Helper()
	document := string(tap(results))
	lines := strings.Split(strings.TrimSuffix(document, "\n"), "\n")
	if lines[0] != "TAP version 13" || lines[1] != fmt.Sprintf("1..%d", len(results)) {
		t.Fatalf("it begins with %q", lines[:2])
	}
	lines = lines[2:]
	for i, r := range results {
		point := tapPoint.FindStringSubmatch(lines[0])
		if point == nil || point[2] != strconv.Itoa(i+1) || (point[1] == "not ") != (r.Failure != nil) {
			t.Fatalf("%+v makes %q", r, lines[0])
		}
		lines = lines[1:]
		if r.Failure != nil {
			lines = wantBlock(t, r.Failure, lines)
		}
	}
	if len(lines) > 0 {
		t.Errorf("more than there were results: %q", lines)
	}
}

// wantBlock checks a block, and returns the lines after it.
func wantBlock(t *testing.T, f *Failure, lines []string) []string {
	t.Helper()
	if lines[0] != "  ---" {
		t.Fatalf("no block, but %q", lines[0])
	}
	members, entries := map[string]string{}, []string{}
	for lines = lines[1:]; lines[0] != "  ..."; lines = lines[1:] {
		member := tapMember.FindStringSubmatch(lines[0])
		switch {
		case member == nil:
			t.Fatalf("no member of a block: %q", lines[0])
		case member[3] != "":
			entries = append(entries, unquoted(t, member[3]))
		case member[1] != "":
			members[member[1]] = member[2]
		}
	}
	if got := unquoted(t, members["message"]); got != inYAML(f.Problem) {
		t.Errorf("message %q, want %q", got, inYAML(f.Problem))
	}
	if len(entries) != len(f.Conversation) {
		t.Fatalf("%d entries, want %d", len(entries), len(f.Conversation))
	}
	for i, entry := range f.Conversation {
		if entries[i] != inYAML(entry) {
			t.Errorf("entry %q, want %q", entries[i], inYAML(entry))
		}
	}
	return lines[1:]
}

func unquoted(t *testing.T, scalar string) string {
	t.Helper()
	text, err := strconv.Unquote(scalar)
	if err != nil {
		t.Fatalf("%s: %v", scalar, err)
	}
	return text
}

// inYAML returns the part of text that is kept: valid UTF-8 of limited length.
func inYAML(text string) string {
	if len(text) > 8<<10 {
		text = status.CutAfter(text, 8<<10)
	}
	return string(bytes.ToValidUTF8([]byte(text), []byte("\ufffd")))
}
