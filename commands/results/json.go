package results

import (
	"bytes"
	"cmp"
	"encoding/json"
	"time"
)

// jsonTime is RFC 3339 with all nine digits, as in --json.
const jsonTime = "2006-01-02T15:04:05.000000000Z07:00"

type jsonRun struct {
	ExitStatus    int                `json:"exit_status"`
	Passed        int                `json:"passed"`
	Failed        int                `json:"failed"`
	NotRun        int                `json:"not_run"`
	Seconds       float64            `json:"seconds"`
	Conversations []jsonConversation `json:"conversations"`
}

type jsonConversation struct {
	File    string       `json:"file"`
	Status  string       `json:"status"`
	Steps   []jsonStep   `json:"steps"`
	Passed  int          `json:"passed"`
	Skipped int          `json:"skipped"`
	Updated int          `json:"updated"`
	Began   string       `json:"began"`
	Seconds float64      `json:"seconds"`
	Failure *jsonFailure `json:"failure"`
}

type jsonStep struct {
	File    string  `json:"file"`
	Line    int     `json:"line"`
	Step    string  `json:"step"`
	Seconds float64 `json:"seconds"`
}

type jsonFailure struct {
	File         string   `json:"file"`
	Line         int      `json:"line"`
	Step         string   `json:"step"`
	Problem      string   `json:"problem"`
	Expected     string   `json:"expected"`
	Got          string   `json:"got"`
	Detail       string   `json:"detail"`
	ExitStatus   int      `json:"exit_status"`
	Conversation []string `json:"conversation"`
}

func jsonObject(results []Result) []byte {
	_, took := span(results)
	run := jsonRun{
		ExitStatus:    Status(results),
		Seconds:       inSeconds(took),
		Conversations: []jsonConversation{}, // never null
	}
	run.Passed, run.Failed, run.NotRun = count(results)
	for _, r := range results {
		run.Conversations = append(run.Conversations, r.json())
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(run) // numbers and strings only
	return b.Bytes()
}

func (r Result) json() jsonConversation {
	c := jsonConversation{
		File:    r.File,
		Status:  "passed",
		Steps:   []jsonStep{},
		Passed:  r.Passed,
		Skipped: r.skipped(),
		Updated: r.Updated,
		Began:   r.Began.UTC().Format(jsonTime),
		Seconds: inSeconds(r.Took),
	}
	for _, s := range r.Timed {
		c.Steps = append(c.Steps, jsonStep{cmp.Or(s.File, r.File), s.Line, s.Text, inSeconds(s.Took)})
	}
	if r.NotRun != "" {
		c.Status = "not run"
	}
	if f := r.Failure; f != nil {
		c.Status = "failed"
		c.Failure = &jsonFailure{
			f.in(r.File), f.Line, f.Step, f.Problem, f.Expected, f.Got, f.Detail, f.Status, append([]string{}, f.Conversation...),
		}
	}
	return c
}

// inSeconds returns the nearest float64, which Duration.Seconds doesn't always do.
func inSeconds(d time.Duration) float64 { return float64(d) / float64(time.Second) }

// count returns how many passed, failed and were not run.
func count(results []Result) (passed, failed, notRun int) {
	for _, r := range results {
		switch {
		case r.Failure != nil:
			failed++
		case r.NotRun != "":
			notRun++
		default:
			passed++
		}
	}
	return passed, failed, notRun
}
