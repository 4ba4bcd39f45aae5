package results

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestJSON(t *testing.T) {
	updated := passedResult()
	updated.Updated = 2
	got := string(jsonObject([]Result{updated, failedResult(), endedResult(3, "connection refused"), notRunResult()}))
	want := `{"exit_status":1,"passed":1,"failed":2,"not_run":1,"seconds":2.503,"conversations":[` +
		`{"file":"chat.wst","status":"passed","steps":` + stepsInJSON("chat.wst", 5) + `,"passed":5,"skipped":0,"updated":2,` +
		`"began":"2026-11-24T11:00:00.005000000Z","seconds":0.012,"failure":null},` +
		`{"file":"tests/join.wst","status":"failed","steps":` + stepsInJSON("tests/join.wst", 4) + `,"passed":3,"skipped":2,"updated":0,` +
		`"began":"2026-11-24T11:00:01.005000000Z","seconds":1.503,` +
		`"failure":{"file":"tests/join.wst","line":7,"step":"< json: {\"ok\":true}","problem":"expected json: {\"ok\":true}, got {\"ok\":false}",` +
		`"expected":"json: {\"ok\":true}","got":"{\"ok\":false}","detail":".ok: expected true, got false","exit_status":1,` +
		`"conversation":["   3  > {\"op\":\"join\"}","      < {\"ok\":false}"]}},` +
		`{"file":"late.wst","status":"failed","steps":` + stepsInJSON("late.wst", 1) + `,"passed":1,"skipped":3,"updated":0,` +
		`"began":"2026-11-24T11:00:00.005000000Z","seconds":2,` +
		`"failure":{"file":"late.wst","line":0,"step":"","problem":"connection refused","expected":"","got":"","detail":"","exit_status":3,"conversation":[]}},` +
		`{"file":"next.wst","status":"not run","steps":[],"passed":0,"skipped":3,"updated":0,` +
		`"began":"2026-11-24T11:00:01.005000000Z","seconds":0,"failure":null}` +
		"]}\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	got, want = string(jsonObject(nil)), `{"exit_status":0,"passed":0,"failed":0,"not_run":0,"seconds":0,"conversations":[]}`+"\n"
	if got != want {
		t.Errorf("of nothing: %s", got)
	}
}

// stepsInJSON returns the steps of timed as JSON.
func stepsInJSON(file string, n int) string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf(`{"file":%q,"line":%d,"step":"> \ufffd","seconds":0.00%d}`, file, i+1, i+1))
	}
	return "[" + strings.Join(all, ",") + "]"
}

func TestJSONHostile(t *testing.T) {
	for _, text := range hostile {
		wantJSON(t, []Result{hostileResult(text), passedResult()})
	}
}

// wantJSON checks that the results read back as what went in, except for invalid UTF-8.
func wantJSON(t *testing.T, results []Result) {
	t.Helper()
	document := jsonObject(results)
	if bytes.Count(document, []byte("\n")) != 1 {
		t.Errorf("not one line: %s", document)
	}
	var run jsonRun
	d := json.NewDecoder(bytes.NewReader(document))
	d.DisallowUnknownFields()
	if err := d.Decode(&run); err != nil {
		t.Fatalf("%v: %s", err, document)
	}
	if run.ExitStatus != Status(results) || run.Passed+run.Failed+run.NotRun != len(results) || len(run.Conversations) != len(results) {
		t.Errorf("%d results make %+v", len(results), run)
	}
	for i, r := range results {
		if skipped := run.Conversations[i].Skipped; skipped != r.skipped() {
			t.Errorf("%d skipped, want %d", skipped, r.skipped())
		}
		if got, want := readJSON(t, run.Conversations[i]), inJSON(r); !reflect.DeepEqual(got, want) {
			t.Errorf("got\n%+v, %+v\nwant\n%+v, %+v", got, got.Failure, want, want.Failure)
		}
	}
}

func readJSON(t *testing.T, c jsonConversation) Result {
	t.Helper()
	began, err := time.Parse(time.RFC3339Nano, c.Began)
	if err != nil {
		t.Error(err)
	}
	r := Result{File: c.File, Began: began, Took: time.Duration(math.Round(c.Seconds * 1e9)), Passed: c.Passed, Updated: c.Updated}
	for _, s := range c.Steps {
		r.Timed = append(r.Timed, Step{other(s.File, c.File), s.Line, s.Step, time.Duration(math.Round(s.Seconds * 1e9))})
	}
	if f := c.Failure; f != nil {
		r.Failure = &Failure{
			Line: f.Line, Step: f.Step, Problem: f.Problem, Expected: f.Expected, Got: f.Got, Detail: f.Detail,
			Status: f.ExitStatus, Conversation: f.Conversation, File: other(f.File, c.File),
		}
	}
	if (c.Status == "failed") != (c.Failure != nil) {
		t.Errorf("%+v", c)
	}
	return r
}

// inJSON returns the part of a result that JSON can represent.
func inJSON(r Result) Result {
	valid := func(text string) string { return string([]rune(text)) }
	r.File, r.Began, r.Steps = valid(r.File), r.Began.UTC(), 0 // Skipped represents it
	r.Timed = slices.Clone(r.Timed)
	for i := range r.Timed {
		r.Timed[i].Text = valid(r.Timed[i].Text)
	}
	if r.Failure == nil {
		return r
	}
	f := *r.Failure
	for _, text := range []*string{&f.Step, &f.Problem, &f.Expected, &f.Got, &f.Detail} {
		*text = valid(*text)
	}
	f.Conversation = []string{}
	for _, entry := range r.Failure.Conversation {
		f.Conversation = append(f.Conversation, valid(entry))
	}
	r.Failure = &f
	return r
}

// other returns "" for the conversation's own file.
func other(file, own string) string {
	if file == own {
		return ""
	}
	return file
}

// Programs rely on the comment on Report: it documents all members, and the output has all of them.
func TestJSONIsDocumented(t *testing.T) {
	source, err := os.ReadFile("report.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, of := range []any{jsonRun{}, jsonConversation{}, jsonStep{}, jsonFailure{}} {
		for i := range reflect.TypeOf(of).NumField() {
			name := reflect.TypeOf(of).Field(i).Tag.Get("json")
			if !regexp.MustCompile(`(?m)^//\t.*\b` + name + `\b`).Match(source) {
				t.Errorf("%s isn't documented", name)
			}
		}
	}
}
