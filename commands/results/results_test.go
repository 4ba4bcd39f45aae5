package results

import (
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 5_000_000, time.FixedZone("", 3600))

// passedResult and failedResult are typical results.
func passedResult() Result {
	return Result{File: "chat.wst", Began: noon, Took: 12 * time.Millisecond, Steps: 5, Passed: 5, Timed: timed(5)}
}

// timed returns the first n lines of a transcript as steps.
func timed(n int) (steps []Step) {
	for i := range n {
		steps = append(steps, Step{Line: i + 1, Text: "> \xff", Took: time.Duration(i+1) * time.Millisecond})
	}
	return steps
}

func notRunResult() Result {
	return Result{File: "next.wst", Began: noon.Add(time.Second), Steps: 3, NotRun: "interrupted"}
}

func failedResult() Result {
	return Result{
		File: "tests/join.wst", Began: noon.Add(time.Second), Took: 1503 * time.Millisecond, Steps: 6, Passed: 3, Timed: timed(4),
		Failure: &Failure{
			Line: 7, Step: `< json: {"ok":true}`, Problem: `expected json: {"ok":true}, got {"ok":false}`,
			Expected: `json: {"ok":true}`, Got: `{"ok":false}`, Detail: ".ok: expected true, got false", Status: 1,
			Conversation: []string{`   3  > {"op":"join"}`, `      < {"ok":false}`},
		},
	}
}

// endedResult returns a result that failed at no particular step.
func endedResult(status int, problem string) Result {
	return Result{File: "late.wst", Began: noon, Took: 2 * time.Second, Steps: 4, Passed: 1, Timed: timed(1), Failure: &Failure{Problem: problem, Status: status}}
}

// hostile has strings that no format may trip over.
var hostile = []string{
	"", " ", "a  b ", "'", `"`, `\`, `\\" \n`, "#", "x # SKIP all", "x # TODO", "- a", "k: v", "{", "[]", "---", "...", "&a *a !!str a % @ `",
	"null", "~", "1e3", "<![CDATA[ ]]> &amp; <failure/>", "a\nb", "a\r\nb\rc", "\n", "\nok 9 - forged\nBail out!\n  ...\n", "\t", "\x1b[31mred", "\x00\x01\x7f",
	"\u0085\u009b\u00a0\u00ad\u2028\u2029\u202e\ufeff", "\ufffd\ufffe\uffff\U0001fffe", "é😀\U000e0001\U0010ffff", "\ud7ff\ue000", "\xff", "é\xc3", "\xed\xa0\x80",
	" k: v", "k : : v", `"k": v`, "  : v", "k::: v", "k:", strings.Repeat("é", 5000), "x" + strings.Repeat("\x01é", 30_000),
}

// hostileResult returns a result with text everywhere.
func hostileResult(text string) Result {
	r := failedResult()
	r.File = "x" + text
	r.Failure.Step, r.Failure.Problem, r.Failure.Expected, r.Failure.Got, r.Failure.Detail = text, text, text, text, text
	r.Failure.Conversation = []string{text, "", text}
	return r
}

func TestStatus(t *testing.T) {
	ok, broken := passedResult(), failedResult()
	refused, rejected, late := endedResult(3, "no connection"), endedResult(4, "404"), endedResult(6, "--timeout ran out")
	for _, test := range []struct {
		results []Result
		want    int
	}{
		{nil, 0},
		{[]Result{ok, ok}, 0},
		{[]Result{ok, broken}, 1},
		{[]Result{refused}, 3},
		{[]Result{ok, rejected, ok}, 4},
		{[]Result{late, ok}, 6},
		{[]Result{late, broken}, 1},
		{[]Result{broken, broken}, 1},
		{[]Result{refused, ok, refused}, 3},
		{[]Result{refused, refused, broken}, 1},
		{[]Result{broken, endedResult(70, "a fault"), refused}, 70},
		{[]Result{refused, late}, 1},
		{[]Result{endedResult(0, "?")}, 1},
		{[]Result{endedResult(2, "3:1: ?"), notRunResult()}, 2},
		{[]Result{ok, notRunResult()}, 0},
		{[]Result{endedResult(5, "?")}, 1},
	} {
		if got := Status(test.results); got != test.want {
			t.Errorf("%+v: %d, want %d", test.results, got, test.want)
		}
	}
}

// Parallel conversations take less time than their sum.
func TestSpan(t *testing.T) {
	at := func(begins, took time.Duration) Result { return Result{Began: noon.Add(begins), Took: took} }
	for _, test := range []struct {
		results     []Result
		began, took time.Duration
	}{
		{[]Result{at(2, 3)}, 2, 3},
		{[]Result{at(2, 3), at(5, 1)}, 2, 4},
		{[]Result{at(5, 1), at(2, 9), at(3, 1)}, 2, 9},
	} {
		began, took := span(test.results)
		if began != noon.Add(test.began) || took != test.took {
			t.Errorf("%+v: %v, %v", test.results, began.Sub(noon), took)
		}
	}
	if _, took := span(nil); took != 0 {
		t.Errorf("nothing took %v", took)
	}
}
