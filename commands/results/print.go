package results

import (
	"fmt"
	"io"
	"strings"
	"time"

	"wspipe/commands/status"
)

// shownEntries is how many entries of a conversation are printed; reports have all of them.
const shownEntries = 20

// Print prints the result for people: one line if everything passed, followed by the conversation if
// there is one; otherwise what was wrong, and the end of the conversation. It is a single write, so
// that results of parallel conversations don't mix.
func (r Result) Print(w io.Writer, color bool) {
	paint := func(code, text string) string { return text }
	if color {
		paint = func(code, text string) string { return "\x1b[" + code + "m" + text + "\x1b[0m" }
	}
	var b strings.Builder
	switch {
	case r.Failure != nil:
		r.printFailure(&b, paint)
	case r.NotRun != "":
		fmt.Fprintf(&b, "%s  %s (not run: %s)\n", paint("2", "skip"), shown(r.File), shown(r.NotRun))
	default:
		fmt.Fprintf(&b, "%s    %s (%s)\n", paint("32", "ok"), shown(r.File), r.summary())
		for _, entry := range r.Conversation {
			fmt.Fprintf(&b, "      %s\n", paint("2", shown(entry)))
		}
	}
	_, _ = io.WriteString(w, b.String())
}

func (r Result) summary() string {
	return status.Plural(r.Steps, "step") + ", " + r.spent()
}

// spent returns the time it took, and what was done to the file.
func (r Result) spent() string {
	if r.Updated > 0 {
		return brief(r.Took) + ", updated " + status.Plural(r.Updated, "line")
	}
	return brief(r.Took)
}

func (r Result) printFailure(b *strings.Builder, paint func(code, text string) string) {
	f := r.Failure
	head := shown(r.place())
	if f.Step != "" {
		head += ": " + shown(f.Step)
	}
	fmt.Fprintf(b, "%s  %s\n", paint("31", "FAIL"), head)
	for _, line := range r.explanation() {
		fmt.Fprintf(b, "      %s\n", line)
	}
	for _, line := range f.around() {
		fmt.Fprintf(b, "      %s\n", paint("2", line))
	}
}

// explanation returns what was wrong, line by line. It leaves out the problem if the other lines
// say all of it.
func (r Result) explanation() []string {
	f := r.Failure
	var lines []string
	if f.Problem != "" && f.Problem != "expected "+f.Expected+", got "+f.Got {
		lines = append(lines, shown(f.Problem))
	}
	if f.Expected != "" {
		lines = append(lines, "expected: "+shown(f.Expected))
	}
	if f.Got != "" {
		lines = append(lines, "got:      "+shown(f.Got))
	}
	if f.Detail != "" {
		lines = append(lines, shown(f.Detail))
	}
	return append(lines, fmt.Sprintf("%d of %s passed, %d skipped (%s)", r.Passed, status.Plural(r.Steps, "step"), r.skipped(), r.spent()))
}

// around returns the conversation up to the failure.
func (f *Failure) around() []string {
	var lines []string
	before := max(len(f.Conversation)-shownEntries, 0)
	if before > 0 {
		lines = append(lines, "… "+status.Plural(before, "line")+" before")
	}
	for _, entry := range f.Conversation[before:] {
		lines = append(lines, shown(entry))
	}
	return lines
}

// brief formats d with a readable precision.
func brief(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return d.Round(time.Microsecond).String()
	case d < time.Second:
		return d.Round(time.Millisecond).String()
	}
	return d.Round(10 * time.Millisecond).String()
}
