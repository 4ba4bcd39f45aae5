package results

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"wspipe/commands/status"
)

// Runs are the results of running one transcript repeatedly.
type Runs []Result

// Print prints how many runs passed, and the time that each step took in the runs in which it
// passed: half of them took no longer than p50, 95 of 100 no longer than p95. It is a single write.
func (all Runs) Print(w io.Writer, color bool) {
	passed, failed, notRun := count(all)
	if passed+failed == 0 {
		return
	}
	word, code := "ok  ", "32"
	if failed > 0 {
		word, code = "FAIL", "31"
	}
	if color {
		word = "\x1b[" + code + "m" + strings.TrimSpace(word) + "\x1b[0m" + strings.Repeat(" ", 4-len(strings.TrimSpace(word)))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s (%d of %s passed%s)\n", word, shown(all[0].File), passed, status.Plural(passed+failed, "run"), left(notRun))
	fmt.Fprintf(&b, "      %9s %9s %9s\n", "p50", "p95", "max")
	for i, step := range all.longest() {
		took := all.took(i)
		if len(took) == 0 {
			break
		}
		fmt.Fprintf(&b, "      %9s %9s %9s  %s  %s\n", brief(rank(took, 50)), brief(rank(took, 95)), brief(rank(took, 100)), step.place(), shown(step.Text))
	}
	_, _ = io.WriteString(w, b.String())
}

// place returns the step's line, and its file if it is another one.
func (s Step) place() string {
	if s.File != "" {
		return fmt.Sprintf("%s:%d", shown(s.File), s.Line)
	}
	return fmt.Sprintf("%4d", s.Line)
}

func left(notRun int) string {
	if notRun == 0 {
		return ""
	}
	return fmt.Sprintf(", %d not run", notRun)
}

// longest returns the steps of the run that got furthest.
func (all Runs) longest() (steps []Step) {
	for _, r := range all {
		if len(r.Timed) > len(steps) {
			steps = r.Timed
		}
	}
	return steps
}

// took returns the times of a step in the runs in which it passed, the shortest first.
func (all Runs) took(step int) (times []time.Duration) {
	for _, r := range all {
		if step < min(r.Passed, len(r.Timed)) {
			times = append(times, r.Timed[step].Took)
		}
	}
	slices.Sort(times)
	return times
}

// rank returns the percentile by the nearest-rank method, so it is always one of the values.
func rank(sorted []time.Duration, percent int) time.Duration {
	return sorted[(len(sorted)*percent+99)/100-1]
}
