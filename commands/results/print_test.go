package results

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

func printed(r Result, color bool) string {
	var b strings.Builder
	r.Print(&b, color)
	return b.String()
}

func TestPrint(t *testing.T) {
	updated := passedResult()
	updated.Steps, updated.Passed, updated.Updated, updated.Took = 1, 1, 2, 1234*time.Microsecond
	last := failedResult()
	last.Passed, last.Updated = 5, 1
	last.Failure.Problem, last.Failure.Expected, last.Failure.Got, last.Failure.Detail = "no message came within 5s", "", "", ""
	last.Failure.Conversation = nil
	other := failedResult()
	other.Failure.Problem, other.Failure.Detail = "the message doesn't match", "it differs after 3 bytes"

	for _, test := range []struct {
		result Result
		want   string
	}{
		{passedResult(), `
ok    chat.wst (5 steps, 12ms)
`},
		{updated, `
ok    chat.wst (1 step, 1ms, updated 2 lines)
`},
		{failedResult(), `
FAIL  tests/join.wst:7: < json: {"ok":true}
      expected: json: {"ok":true}
      got:      {"ok":false}
      .ok: expected true, got false
      3 of 6 steps passed, 2 skipped (1.5s)
         3  > {"op":"join"}
            < {"ok":false}
`},
		{other, `
FAIL  tests/join.wst:7: < json: {"ok":true}
      the message doesn't match
      expected: json: {"ok":true}
      got:      {"ok":false}
      it differs after 3 bytes
      3 of 6 steps passed, 2 skipped (1.5s)
         3  > {"op":"join"}
            < {"ok":false}
`},
		{last, `
FAIL  tests/join.wst:7: < json: {"ok":true}
      no message came within 5s
      5 of 6 steps passed, 0 skipped (1.5s, updated 1 line)
`},
		{endedResult(6, "--timeout 2s ran out"), `
FAIL  late.wst
      --timeout 2s ran out
      1 of 4 steps passed, 3 skipped (2s)
`},
	} {
		got, want := printed(test.result, false), strings.TrimPrefix(test.want, "\n")
		if got != want {
			t.Errorf("got\n%swant\n%s", got, want)
		}
	}
}

// Neither what a server sends nor a file's name can forge a line or steer the terminal.
func TestPrintHostile(t *testing.T) {
	r := failedResult()
	r.File, r.Failure.Step, r.Failure.Got = "a\nb.wst", "<\r\nok    forged\u2028\u0085", "\nFAIL\x1b[31m"
	r.Failure.Conversation = []string{"\n\n", "\xff"}
	want := "FAIL  a b.wst:7: <  ok    forged  \n" +
		"      expected json: {\"ok\":true}, got {\"ok\":false}\n" +
		"      expected: json: {\"ok\":true}\n" +
		"      got:       FAIL\\x1b[31m\n" +
		"      .ok: expected true, got false\n" +
		"      3 of 6 steps passed, 2 skipped (1.5s)\n" +
		"        \n" +
		"      \\xff\n"
	if got := printed(r, false); got != want {
		t.Errorf("got\n%qwant\n%q", got, want)
	}
}

func TestPrintColor(t *testing.T) {
	if got, want := printed(passedResult(), true), "\x1b[32mok\x1b[0m    chat.wst (5 steps, 12ms)\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	got := printed(failedResult(), true)
	for _, want := range []string{
		"\x1b[31mFAIL\x1b[0m  tests/join.wst:7: < json", "\n      got:      {\"ok\":false}\n", "\n      \x1b[2m   3  > {\"op\":\"join\"}\x1b[0m\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q has no %q", got, want)
		}
	}
}

// Only the end of a long conversation is shown, and the beginning of a long entry.
func TestPrintIsShort(t *testing.T) {
	for _, test := range []struct {
		entries int
		notice  string
	}{{20, ""}, {21, "… 1 line before"}, {51, "… 31 lines before"}} {
		r := failedResult()
		r.Failure.Conversation = nil
		for i := range test.entries {
			r.Failure.Conversation = append(r.Failure.Conversation, fmt.Sprintf("entry %d", i))
		}
		got := strings.Split(strings.TrimSuffix(printed(r, false), "\n"), "\n")[5:]
		if test.notice != "" {
			if got[0] != "      "+test.notice {
				t.Errorf("%q, want %q", got[0], test.notice)
			}
			got = got[1:]
		}
		if len(got) != 20 || got[19] != fmt.Sprintf("      entry %d", test.entries-1) {
			t.Errorf("%d entries: %q", test.entries, got)
		}
	}
}

func TestShown(t *testing.T) {
	for text, want := range map[string]string{
		strings.Repeat("x", 400):                   strings.Repeat("x", 400),
		strings.Repeat("x", 401):                   strings.Repeat("x", 400) + "… (401 bytes)",
		"x" + strings.Repeat("é", 200):             "x" + strings.Repeat("é", 199) + "… (401 bytes)",
		strings.Repeat("x", 398) + "😀😀":            strings.Repeat("x", 398) + "… (406 bytes)",
		strings.Repeat("\x80", 500):                "… (500 bytes)",
		"tab\there, \u00a0 stays, \u200d is seen":  "tab here, \u00a0 stays, \\u200d is seen",
		"\x00\x1b\x7f\u009b\ufffe\uffff":           `\x00\x1b\x7f\u009b` + "\ufffd\ufffd",
		"a\nb\vc\fd\re\u0085f\u2028g\u2029h\xffi.": `a b c d e f g h\xffi.`,
	} {
		if got := shown(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// wantPrinted checks that, whatever the strings contain, a pass is one line, and a failure is one
// line followed by some below it.
func wantPrinted(t *testing.T, r Result) {
	t.Helper()
	text := printed(r, false)
	if !utf8.ValidString(text) || strings.ContainsFunc(text, func(c rune) bool { return unicode.IsControl(c) && c != '\n' }) {
		t.Errorf("not fit to be shown: %q", text)
	}
	body, ended := strings.CutSuffix(text, "\n")
	lines := strings.Split(body, "\n")
	first, most := "ok    ", 1
	if r.Failure != nil {
		first, most = "FAIL  ", 1+5+1+shownEntries
	}
	if !ended || !strings.HasPrefix(lines[0], first) || len(lines) > most {
		t.Errorf("%q", text)
	}
	for _, line := range lines[1:] {
		if !strings.HasPrefix(line, "      ") {
			t.Errorf("%q in %q", line, text)
		}
	}
}
