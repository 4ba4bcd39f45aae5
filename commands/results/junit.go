package results

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// The following is the part of JUnit's XML that Jenkins' two plugins and GitLab agree on, plus the
// attributes file and line of test cases, which GitLab, CircleCI and others use to locate them.
// Jenkins' JUnit plugin ignores these two. The schema of its xUnit plugin has neither, and versions
// that validate reports against the schema reject them.

type junitSuites struct {
	XMLName xml.Name `xml:"testsuites"`
	Suite   junitSuite
}

type junitSuite struct {
	XMLName   xml.Name `xml:"testsuite"`
	Name      string   `xml:"name,attr"`
	Tests     int      `xml:"tests,attr"`
	Failures  int      `xml:"failures,attr"`
	Errors    int      `xml:"errors,attr"`
	Skipped   int      `xml:"skipped,attr"`
	Time      string   `xml:"time,attr"`
	Timestamp string   `xml:"timestamp,attr"`
	Cases     []junitCase
}

type junitCase struct {
	XMLName   xml.Name      `xml:"testcase"`
	Class     string        `xml:"classname,attr"` // GitLab's suite
	Name      string        `xml:"name,attr"`
	File      string        `xml:"file,attr"`
	Line      int           `xml:"line,attr"`
	Time      string        `xml:"time,attr"`
	Skipped   *junitSkipped `xml:"skipped"`
	Error     *junitProblem `xml:"error"`
	Failure   *junitProblem `xml:"failure"`
	SystemOut string        `xml:"system-out,omitempty"`
}

type junitSkipped struct {
	Message string `xml:"message,attr"`
}

type junitProblem struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

// junit leaves characters that XML can't represent to encoding/xml, which writes U+FFFD instead.
func junit(results []Result) []byte {
	began, took := span(results)
	suite := junitSuite{
		Name:      "wspipe check",
		Tests:     len(results),
		Time:      seconds(took),
		Timestamp: began.UTC().Format("2006-01-02T15:04:05"), // Ant's, which has no zone
	}
	names := map[string]bool{}
	for _, r := range results {
		c := r.junitCase(unused(names, r.File))
		suite.Cases = append(suite.Cases, c)
		switch {
		case c.Skipped != nil:
			suite.Skipped++
		case c.Error != nil:
			suite.Errors++
		case c.Failure != nil:
			suite.Failures++
		}
	}
	var b bytes.Buffer
	b.WriteString(xml.Header)
	e := xml.NewEncoder(&b)
	e.Indent("", "  ")
	_ = e.Encode(junitSuites{Suite: suite}) // numbers and strings only
	b.WriteByte('\n')
	return b.Bytes()
}

func (r Result) junitCase(name string) junitCase {
	c := junitCase{Class: "wspipe.check", Name: name, Time: seconds(r.Took)}
	c.File, c.Line = r.file(), r.line()
	switch {
	case r.Failure == nil && r.NotRun != "":
		c.Skipped = &junitSkipped{"not run: " + r.NotRun}
		return c
	case r.Failure == nil:
		return c
	}
	var text strings.Builder
	r.Print(&text, false)
	problem := &junitProblem{Message: r.Failure.Problem, Text: text.String()}
	problem.Type, c.SystemOut = r.Failure.kind(), strings.Join(r.Failure.Conversation, "\n")
	if r.Failure.untested() {
		c.Error = problem
	} else {
		c.Failure = problem
	}
	return c
}

// untested reports whether f is one of JUnit's errors, when the test could not be done, rather than
// one of its failures, when the server did not behave as expected. Without a connection there was
// nothing to test. After a timeout there was: the server was too slow.
func (f *Failure) untested() bool {
	return f.Status == statusConnect || f.Status == statusHandshake || f.Status == statusUsage
}

// kind must not return a type that Rails knows (integer, file, …): GitLab's parser would convert
// the text.
func (f *Failure) kind() string {
	switch f.Status {
	case statusUsage:
		return "syntax error"
	case statusConnect:
		return "no connection"
	case statusHandshake:
		return "handshake rejected"
	case statusTimeout:
		return "timeout"
	}
	return "step failed"
}

// unused makes the name of a file that was run twice unique: GitLab shows only the first of several
// test cases with the same name.
func unused(names map[string]bool, file string) string {
	name := oneLine(file)
	for n := 2; names[name]; n++ {
		name = fmt.Sprintf("%s (%d)", oneLine(file), n)
	}
	names[name] = true
	return name
}

// seconds formats d without an exponent, which the schema doesn't allow.
func seconds(d time.Duration) string {
	return strconv.FormatFloat(max(d, 0).Seconds(), 'f', 3, 64)
}
