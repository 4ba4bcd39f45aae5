package results

import (
	"encoding/xml"
	"strings"
	"testing"
)

func TestJUnit(t *testing.T) {
	got := string(junit([]Result{passedResult(), failedResult(), endedResult(3, "connection refused"), passedResult(), notRunResult()}))
	want := `<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="wspipe check" tests="5" failures="1" errors="1" skipped="1" time="2.503" timestamp="2026-11-24T11:00:00">
    <testcase classname="wspipe.check" name="chat.wst" file="chat.wst" line="1" time="0.012"></testcase>
    <testcase classname="wspipe.check" name="tests/join.wst" file="tests/join.wst" line="7" time="1.503">
      <failure message="expected json: {&#34;ok&#34;:true}, got {&#34;ok&#34;:false}" type="step failed">FAIL  tests/join.wst:7: &lt; json: {&#34;ok&#34;:true}&#xA;      expected: json: {&#34;ok&#34;:true}&#xA;      got:      {&#34;ok&#34;:false}&#xA;      .ok: expected true, got false&#xA;      3 of 6 steps passed, 2 skipped (1.5s)&#xA;         3  &gt; {&#34;op&#34;:&#34;join&#34;}&#xA;            &lt; {&#34;ok&#34;:false}&#xA;</failure>
      <system-out>   3  &gt; {&#34;op&#34;:&#34;join&#34;}&#xA;      &lt; {&#34;ok&#34;:false}</system-out>
    </testcase>
    <testcase classname="wspipe.check" name="late.wst" file="late.wst" line="1" time="2.000">
      <error message="connection refused" type="no connection">FAIL  late.wst&#xA;      connection refused&#xA;      1 of 4 steps passed, 3 skipped (2s)&#xA;</error>
    </testcase>
    <testcase classname="wspipe.check" name="chat.wst (2)" file="chat.wst" line="1" time="0.012"></testcase>
    <testcase classname="wspipe.check" name="next.wst" file="next.wst" line="1" time="0.000">
      <skipped message="not run: interrupted"></skipped>
    </testcase>
  </testsuite>
</testsuites>
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if err := wellFormedJUnit([]byte(got)); err != nil {
		t.Error(err)
	}
}

func TestJUnitKinds(t *testing.T) {
	for status, want := range map[int]string{1: "failure step failed", 2: "error syntax error", 3: "error no connection", 4: "error handshake rejected", 6: "failure timeout"} {
		element, kind, _ := strings.Cut(want, " ")
		got := string(junit([]Result{endedResult(status, "why")}))
		if !strings.Contains(got, "<"+element+` message="why" type="`+kind+`">`) {
			t.Errorf("%d: %s", status, got)
		}
	}
}

// Only the file and line of cases keep a report from meeting the schema.
func TestJUnitPlaces(t *testing.T) {
	document := junit([]Result{passedResult(), failedResult()})
	if validateJUnit(document) == nil {
		t.Error("the schema has places by now: what junit.go says of it isn't true any more")
	}
	r := failedResult()
	r.Failure.File = "included.wst"
	if got := string(junit([]Result{r})); !strings.Contains(got, ` name="tests/join.wst" file="included.wst" line="7" `) {
		t.Errorf("of a line in another file: %s", got)
	}
}

// Whatever the strings contain, the document is valid and contains what XML can represent.
func TestJUnitHostile(t *testing.T) {
	for _, text := range hostile {
		r := hostileResult(text)
		document := junit([]Result{r, passedResult()})
		if err := wellFormedJUnit(document); err != nil {
			t.Errorf("%q: %v in\n%s", text, err, document)
			continue
		}
		wantRead(t, r, document)
	}
	if document := junit(nil); validateJUnit(document) != nil || meetsNeeds(document) != nil {
		t.Errorf("of nothing: %s", document)
	}
}

// wantRead checks that a reader of the document gets what went into its first case.
func wantRead(t *testing.T, r Result, document []byte) {
	t.Helper()
	var read readSuites
	if err := xml.Unmarshal(document, &read); err != nil {
		t.Fatal(err)
	}
	c := read.Suites[0].Cases[0]
	p := append(c.Failures, c.Errors...)[0]
	if want := inXML(r.Failure.Problem); p.Message != want {
		t.Errorf("message %q, want %q", p.Message, want)
	}
	if want := printed(r, false); p.Text != want {
		t.Errorf("text %q, want %q", p.Text, want)
	}
	out := ""
	if c.SystemOut != nil {
		out = *c.SystemOut
	}
	if want := inXML(strings.Join(r.Failure.Conversation, "\n")); out != want {
		t.Errorf("system-out %q, want %q", out, want)
	}
}

// inXML returns the part of text that XML 1.0 can represent; see its section 2.2.
func inXML(text string) string {
	return strings.Map(func(c rune) rune {
		if c == '\t' || c == '\n' || c == '\r' || c >= 0x20 && c <= 0xd7ff || c >= 0xe000 && c <= 0xfffd || c >= 0x10000 {
			return c
		}
		return '\ufffd'
	}, text)
}

// The validator must reject documents that Jenkins or GitLab wouldn't accept.
func TestBrokenJUnit(t *testing.T) {
	document := string(junit([]Result{passedResult(), failedResult(), endedResult(4, "404")}))
	if err := wellFormedJUnit([]byte(document)); err != nil {
		t.Fatal(err)
	}
	for _, mutation := range []struct{ name, old, new string }{
		{"an unknown element", "<testcase ", "<note></note><testcase "},
		{"an element in a namespace", "<testcase ", `<properties xmlns="x"></properties><testcase `},
		{"an attribute that nobody knows", `name="chat.wst"`, `name="chat.wst" package="chat.wst"`},
		{"no file", ` file="chat.wst"`, ""},
		{"a line that is none", `line="7"`, `line="0"`},
		{"an attribute in a namespace", `name="chat.wst"`, `name="chat.wst" xml:name="x"`},
		{"an attribute that is there twice", `name="chat.wst"`, `name="chat.wst" name="chat.wst"`},
		{"no name of a case", ` name="chat.wst"`, ""},
		{"no name of a suite", ` name="wspipe check"`, ""},
		{"no tests", ` tests="3"`, ""},
		{"no failures", ` failures="1"`, ""},
		{"no errors", ` errors="1"`, ""},
		{"a negative time", `time="2.503"`, `time="-2.503"`},
		{"an exponent", `time="2.503"`, `time="1e-05"`},
		{"a time with a unit", `time="0.012"`, `time="12ms"`},
		{"a case in no suite", "</testsuites>", `<testcase name="x"></testcase></testsuites>`},
		{"a suite in a case", "</testcase>", `<testsuite name="x" tests="0" failures="0" errors="0"></testsuite></testcase>`},
		{"a failure in a suite", "<testcase ", "<failure>x</failure><testcase "},
		{"an element in a failure", "</failure>", "<b>x</b></failure>"},
		{"a property without a value", "<testcase ", `<properties><property name="x"></property></properties><testcase `},
		{"a rerun without a type", "</testcase>", "<rerunFailure></rerunFailure></testcase>"},
		{"a rerun out of order", "</testcase>", `<rerunFailure type="x"><system-err></system-err><system-out></system-out></rerunFailure></testcase>`},
		{"text in a case", "</testcase>", "text</testcase>"},
		{"text in a suite", "<testcase ", "text<testcase "},
		{"another root", "testsuites>", "suites>"},
		{"a case as the root", document, `<testcase name="x"></testcase>`},
		{"two roots", "</testsuites>", "</testsuites><testsuites></testsuites>"},
		{"an element that is open", "</testsuites>", ""},
		{"an element that is closed twice", "</testcase>", "</testcase></testcase>"},
		{"a control character", "chat.wst", "chat\x1b.wst"},
		{"a reference to one", "chat.wst", "chat&#x1b;.wst"},
		{"U+FFFE", "chat.wst", "chat\ufffe.wst"},
		{"no UTF-8", "chat.wst", "chat\xff.wst"},
		{"a bare <", "chat.wst", "chat<.wst"},
		{"a bare &", "FAIL ", "FAIL & "},
		{"another encoding", "UTF-8", "ISO-8859-1"},
		{"a wrong count of tests", `tests="3"`, `tests="2"`},
		{"a wrong count of failures", `failures="1"`, `failures="2"`},
		{"a wrong count of errors", `errors="1"`, `errors="0"`},
		{"a count of none skipped", `skipped="0"`, `skipped="1"`},
		{"two cases of one name", "late.wst", "chat.wst"},
		{"a case of no class", ` classname="wspipe.check"`, ""},
		{"a second failure", "</failure>", `</failure><failure type="x">x</failure>`},
		{"an error without text", "FAIL  late.wst&#xA;      404&#xA;      1 of 4 steps passed, 3 skipped (2s)", ""},
		{"a type that Rails knows", `type="step failed"`, `type="integer"`},
		{"no date", `timestamp="2026-`, `timestamp="`},
	} {
		broken := strings.ReplaceAll(document, mutation.old, mutation.new)
		if broken == document {
			t.Errorf("%s: nothing changed", mutation.name)
		} else if err := wellFormedJUnit([]byte(broken)); err == nil {
			t.Errorf("%s: taken for valid:\n%s", mutation.name, broken)
		} else {
			t.Logf("%s: %v", mutation.name, err)
		}
	}
}
