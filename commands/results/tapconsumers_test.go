package results

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// TAP is whatever its consumers accept. Two independent ones read it here: node's tap-parser, which
// scripts/peers installs and which reads version 14, and Perl's prove, which reads version 13.

// tapAssert is a point and its block, as tap-parser returns them.
type tapAssert struct {
	OK   bool `json:"ok"`
	ID   int  `json:"id"`
	Name string
	Skip any // false, or a reason
	Todo any
	Diag map[string]any
}

func TestTAPParser(t *testing.T) {
	all := []Result{passedResult(), failedResult(), endedResult(3, "connection refused")}
	for _, text := range hostile {
		passed := passedResult()
		passed.File = "x" + text
		all = append(all, hostileResult(text), passed)
	}
	asserts := parseTAP(t, tap(all))
	if len(asserts) != len(all) {
		t.Fatalf("%d points, want %d", len(asserts), len(all))
	}
	for i, r := range all {
		got := asserts[i]
		// tap-parser takes a { at the end for the start of a subtest; that does no harm.
		name := strings.Trim(strings.TrimSuffix(oneLine(r.File), "{"), " \ufeff") // blanks in JavaScript
		if got.OK != (r.Failure == nil) || got.ID != i+1 || got.Name != name || got.Skip != false || got.Todo != false {
			t.Errorf("%q: %+v", r.File, got)
		}
		if want := diagnosticOf(r); !reflect.DeepEqual(got.Diag, want) {
			t.Errorf("got\n%q\nwant\n%q", got.Diag, want)
		}
	}
}

// diagnosticOf returns what the block must be read as.
func diagnosticOf(r Result) map[string]any {
	f := r.Failure
	if f == nil {
		return nil
	}
	at := map[string]any{"file": inYAML(r.File)}
	if f.Line > 0 {
		at["line"] = float64(f.Line)
	}
	want := map[string]any{
		"message": inYAML(f.Problem), "severity": "fail", "at": at,
		"exit_status": float64(f.Status), "passed": float64(r.Passed), "skipped": float64(r.skipped()),
	}
	for key, text := range map[string]string{"step": f.Step, "expected": f.Expected, "got": f.Got, "detail": f.Detail} {
		if text != "" {
			want[key] = inYAML(text)
		}
	}
	var entries []any
	for _, entry := range f.Conversation {
		entries = append(entries, inYAML(entry))
	}
	if entries != nil {
		want["conversation"] = entries
	}
	return want
}

// parseTAP runs tap-parser, which must accept every line as TAP.
func parseTAP(t *testing.T, document []byte) []tapAssert {
	t.Helper()
	parser := filepath.Join("..", "..", ".peers", "node_modules", "tap-parser", "bin", "cmd.cjs")
	if _, err := os.Stat(parser); err != nil {
		missingPeer(t, "tap-parser")
	}
	cmd := exec.Command(lookPeer(t, "node"), parser, "--json=0", "--strict")
	cmd.Stdin, cmd.Stderr = bytes.NewReader(document), os.Stderr
	out, err := cmd.Output()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) { // 1 if a point is not ok
		t.Fatal(err)
	}
	var events [][]json.RawMessage
	if err := json.Unmarshal(out, &events); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var asserts []tapAssert
	for _, event := range events {
		switch kind := string(event[0]); kind {
		case `"assert"`:
			var assert tapAssert
			if err := json.Unmarshal(event[1], &assert); err != nil {
				t.Fatal(err)
			}
			asserts = append(asserts, assert)
		case `"version"`, `"plan"`, `"complete"`, `"finish"`, `"close"`:
		default:
			t.Errorf("tap-parser found %q", event)
		}
	}
	return asserts
}

func TestProve(t *testing.T) {
	passed, failed := []Result{passedResult(), passedResult()}, []Result{passedResult()}
	for _, text := range hostile {
		failed = append(failed, hostileResult(text))
	}
	for _, test := range []struct {
		results []Result
		words   []string
	}{
		{passed, []string{"Tests=2", "Result: PASS"}},
		{failed, []string{
			fmt.Sprintf("Tests=%d", len(failed)), fmt.Sprintf("Failed tests:  2-%d", len(failed)), "Result: FAIL",
		}},
	} {
		file := filepath.Join(t.TempDir(), "results.tap")
		if err := os.WriteFile(file, tap(test.results), 0o644); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(lookPeer(t, "prove"), "--norc", "--exec", "cat", file).CombinedOutput()
		if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		for _, word := range test.words {
			if !strings.Contains(string(out), word) {
				t.Errorf("prove didn't say %q:\n%s", word, out)
			}
		}
		if strings.Contains(string(out), "Parse errors") {
			t.Errorf("prove said:\n%s", out)
		}
	}
}

func lookPeer(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		missingPeer(t, name)
	}
	return path
}

func missingPeer(t *testing.T, what string) {
	t.Helper()
	message := fmt.Sprintf("PEER MISSING, NOTHING WAS TESTED: no %s; run scripts/peers", what)
	if os.Getenv("WSPIPE_REQUIRE_PEERS") == "1" {
		t.Fatal(message)
	}
	t.Skip(message)
}
