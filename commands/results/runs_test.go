package results

import (
	"strings"
	"testing"
	"time"
)

func TestRuns(t *testing.T) {
	var all Runs
	for i := range 20 {
		r := passedResult()
		r.Steps, r.Passed = 2, 2
		r.Timed = []Step{{"", 1, "url echo:", time.Duration(20-i) * time.Millisecond}, {"parts/a.wst", 2, "> a", time.Microsecond}}
		all = append(all, r)
	}
	late := failedResult() // a failed step has no time of its own
	late.Passed, late.Timed = 1, []Step{{"", 1, "url echo:", time.Second}, {"parts/a.wst", 2, "> a", time.Hour}}
	for _, test := range []struct {
		runs Runs
		want string
	}{
		{all, `
ok    chat.wst (20 of 20 runs passed)
            p50       p95       max
           10ms      19ms      20ms     1  url echo:
            1µs       1µs       1µs  parts/a.wst:2  > a
`},
		{append(Runs{late, notRunResult()}, all...), `
FAIL  tests/join.wst (20 of 21 runs passed, 1 not run)
            p50       p95       max
           11ms      20ms        1s     1  url echo:
            1µs       1µs       1µs  parts/a.wst:2  > a
`},
		{Runs{notRunResult()}, "\n"},
	} {
		var b strings.Builder
		test.runs.Print(&b, false)
		if want := strings.TrimPrefix(test.want, "\n"); b.String() != want {
			t.Errorf("got\n%swant\n%s", b.String(), want)
		}
	}
}

func TestRank(t *testing.T) {
	for n, want := range map[int][3]time.Duration{1: {1, 1, 1}, 2: {1, 2, 2}, 3: {2, 3, 3}, 20: {10, 19, 20}, 100: {50, 95, 100}, 101: {51, 96, 101}} {
		var sorted []time.Duration
		for i := range n {
			sorted = append(sorted, time.Duration(i+1))
		}
		if got := [3]time.Duration{rank(sorted, 50), rank(sorted, 95), rank(sorted, 100)}; got != want {
			t.Errorf("of %d: %v, want %v", n, got, want)
		}
	}
}
