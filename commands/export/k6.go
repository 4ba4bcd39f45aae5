package export

import (
	_ "embed"
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"wspipe/commands/transcript"
)

//go:embed runtime.js
var runtime string

// writer writes one conversation after another.
type writer struct {
	file       string
	line       int
	steps      strings.Builder
	values     transcript.Values // marks for the values that are known only during the run
	defaults   map[string]string
	asked      map[string]int  // the first line that needs each value
	known      map[string]int  // the line from which the conversation itself sets each value
	groups     map[string]bool // of the message being answered
	limit      time.Duration
	rows       map[*transcript.Row]bool
	closing    map[string]bool // connections that we have closed
	thresholds map[string]time.Duration
	complaints []string
}

// k6 returns the script, or what is wrong in which lines.
func k6(all []*transcript.Transcript) (script string, complaints []string) {
	w := &writer{thresholds: map[string]time.Duration{}}
	var plays, asked strings.Builder
	for i, t := range all {
		w.conversation(t)
		fmt.Fprintf(&plays, "\n// %s\nasync function conversation%d(c) {\n%s}\n", lineOf(t.File), i+1, w.steps.String())
		fmt.Fprintf(&asked, "  await play(conversation%d, %s, { %s });\n", i+1, quoted(filepath.ToSlash(t.File)), w.environment())
	}
	return w.head() + runtime + plays.String() + "\nexport default async function () {\n" + asked.String() + "}\n", w.complaints
}

func (w *writer) conversation(t *transcript.Transcript) {
	w.file, w.limit = t.File, transcript.DefaultTimeout
	w.steps.Reset()
	w.rows, w.closing = map[*transcript.Row]bool{}, map[string]bool{}
	w.collect(t)
	for _, step := range t.Steps {
		w.line = step.Line
		if step.File != "" {
			w.file = step.File
		}
		if err := w.step(step); err != nil {
			w.complain(step.Line, "k6 can't do this: "+err.Error())
		}
		w.file = t.File
	}
}

func (w *writer) complain(line int, problem string) {
	w.complaints = append(w.complaints, fmt.Sprintf("%s:%d: %s", w.file, line, problem))
}

// environment returns the values that the script takes from k6's environment.
func (w *writer) environment() string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(w.asked)) {
		if known := w.known[name]; known == 0 || w.asked[name] <= known {
			all = append(all, name+": __ENV."+name)
		}
	}
	return strings.Join(all, ", ")
}

func (w *writer) head() string {
	var b strings.Builder
	b.WriteString("// Made by wspipe export. Run it with: k6 run --vus 5 --iterations 50 SCRIPT\n" +
		"import { check } from 'k6';\nimport { Trend } from 'k6/metrics';\nimport { WebSocket } from 'k6/websockets';\nimport { b64encode } from 'k6/encoding';\n\n" +
		"export const options = {\n  thresholds: {\n    checks: ['rate==1'],\n")
	names := slices.Sorted(maps.Keys(w.thresholds))
	for _, name := range names {
		fmt.Fprintf(&b, "    %s: ['p(95)<%d'],\n", name, max(1, w.thresholds[name].Milliseconds()))
	}
	b.WriteString("  },\n};\n\nconst waits = {\n")
	for _, name := range names {
		fmt.Fprintf(&b, "  %s: new Trend('%s', true),\n", name, name)
	}
	b.WriteString("};\n\n")
	return b.String()
}

var notInName = sync.OnceValue(func() *regexp.Regexp { //nolint:gochecknoglobals // a constant
	return regexp.MustCompile(`[^A-Za-z0-9_]+`)
})

const longName = 100 // of the 128 characters that k6 allows

// wait returns the metric of a step, whose threshold is the step's timeout.
func (w *writer) wait(step transcript.Step) string {
	base := strings.TrimSuffix(filepath.Base(w.file), ".wst")
	metric := fmt.Sprintf("wait_%.*s_%d", longName, notInName().ReplaceAllString(base, "_"), step.Line)
	for n := 2; w.taken(metric); n++ {
		metric = fmt.Sprintf("wait_%.*s_%d_%d", longName, notInName().ReplaceAllString(base, "_"), step.Line, n)
	}
	w.thresholds[metric] = w.limit
	return "waits." + metric
}

func (w *writer) taken(metric string) bool {
	_, ok := w.thresholds[metric]
	return ok
}

// named returns the name of a step's check: file, line and text. k6 would take two colons for a
// group.
func (w *writer) named(step transcript.Step) string {
	text := fmt.Sprintf("%s:%d: %s", filepath.ToSlash(w.file), step.Line, step.Text)
	for strings.Contains(text, "::") {
		text = strings.ReplaceAll(text, "::", ": :")
	}
	return quoted(text)
}

func (w *writer) add(format string, args ...any) {
	fmt.Fprintf(&w.steps, "  "+format+"\n", args...)
}

func lineOf(text string) string { return strings.NewReplacer("\n", " ", "\r", " ").Replace(text) }
