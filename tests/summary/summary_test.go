package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const events = `{"Action":"start","Package":"m"}
{"Action":"output","Package":"m","Test":"TestA","Output":"=== RUN   TestA\n"}
{"Action":"output","Package":"m","Test":"TestA","Output":"    a_test.go:4: no nginx; run scripts/peers\n"}
{"Action":"output","Package":"m","Test":"TestA","Output":"        a second line\n"}
{"Action":"output","Package":"m","Test":"TestA","Output":"--- SKIP: TestA (0.00s)\n"}
{"Action":"skip","Package":"m","Test":"TestA"}
{"Action":"output","Package":"m","Test":"TestB/one","Output":"    cmd.go:375: no cmp\n"}
{"Action":"output","Package":"m","Test":"TestB/one","Output":"    testscript.go:584: WORK=$WORK\n"}
{"Action":"skip","Package":"m","Test":"TestB/one"}
{"Action":"output","Package":"m","Test":"TestC","Output":"    a_test.go:9: nothing that anybody wants to read\n"}
{"Action":"pass","Package":"m","Test":"TestC"}
{"Action":"output","Package":"m","Test":"TestD","Output":"    a_test.go:4: no nginx; run scripts/peers\n"}
{"Action":"skip","Package":"m","Test":"TestD"}
{"Action":"output","Package":"m","Output":"PASS\n"}
{"Action":"output","Package":"m","Output":"ok  \tm\t0.008s\n"}
{"Action":"pass","Package":"m"}
{"Action":"output","Package":"n","Test":"TestE","Output":"=== RUN   TestE\n"}
{"Action":"output","Package":"n","Test":"TestE","Output":"    a_test.go:5: bad\n"}
{"Action":"output","Package":"n","Test":"TestE","Output":"--- FAIL: TestE (0.00s)\n"}
{"Action":"fail","Package":"n","Test":"TestE"}
{"Action":"output","Package":"n","Test":"TestF","Output":"panic: x\n"}
{"Action":"output","Package":"n","Output":"FAIL\tn\t0.008s\n"}
{"Action":"fail","Package":"n"}
{"ImportPath":"o","Action":"build-output","Output":"o/o.go:1:1: expected 'package'\n"}
not JSON
{"Action":"skip","Package":"without.tests"}
`

func TestPrintsWhatGoTestWouldAndListsWhatWasSkipped(t *testing.T) {
	list := filepath.Join(t.TempDir(), "skipped")
	if err := os.WriteFile(list, []byte("no Python 2.7\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := run(strings.NewReader(events), &out, list); err != nil {
		t.Fatal(err)
	}
	const printed = "ok  \tm\t0.008s\n    a_test.go:5: bad\n--- FAIL: TestE (0.00s)\npanic: x\nFAIL\tn\t0.008s\no/o.go:1:1: expected 'package'\nnot JSON\n"
	if out.String() != printed {
		t.Errorf("printed:\n%s\nwant:\n%s", out.String(), printed)
	}
	skipped, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	const listed = "no Python 2.7\nno nginx; run scripts/peers (TestA, TestD)\nno cmp (TestB/one)\n"
	if string(skipped) != listed {
		t.Errorf("listed:\n%s\nwant:\n%s", skipped, listed)
	}
}

func TestNothingSkippedLeavesNoFile(t *testing.T) {
	list := filepath.Join(t.TempDir(), "skipped")
	if err := run(strings.NewReader(`{"Action":"pass","Package":"m","Test":"TestA"}`), &strings.Builder{}, list); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(list); !os.IsNotExist(err) {
		t.Error(err)
	}
}
