package results

import (
	"encoding/xml"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// readSuites is JUnit's XML as seen by a reader that doesn't know how it was written.
type readSuites struct {
	XMLName xml.Name `xml:"testsuites"`
	Suites  []struct {
		Name      string     `xml:"name,attr"`
		Tests     int        `xml:"tests,attr"`
		Failures  int        `xml:"failures,attr"`
		Errors    int        `xml:"errors,attr"`
		Skipped   int        `xml:"skipped,attr"`
		Time      float64    `xml:"time,attr"`
		Timestamp string     `xml:"timestamp,attr"`
		Cases     []readCase `xml:"testcase"`
	} `xml:"testsuite"`
}

type readCase struct {
	Class     string        `xml:"classname,attr"`
	Name      string        `xml:"name,attr"`
	File      string        `xml:"file,attr"`
	Line      int           `xml:"line,attr"`
	Time      string        `xml:"time,attr"`
	Failures  []readProblem `xml:"failure"`
	Errors    []readProblem `xml:"error"`
	Skipped   []readProblem `xml:"skipped"`
	SystemOut *string       `xml:"system-out"`
}

type readProblem struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

// meetsNeeds checks a document against GitLab's documentation, and checks the totals that GitLab
// and Jenkins show.
func meetsNeeds(document []byte) error {
	var read readSuites
	if err := xml.Unmarshal(document, &read); err != nil {
		return err
	}
	if len(read.Suites) != 1 || read.Suites[0].Name == "" {
		return fmt.Errorf("no suite, or more, or without a name: %d", len(read.Suites))
	}
	suite, seen := read.Suites[0], map[string]bool{}
	failures, errs, skipped := 0, 0, 0
	for _, c := range suite.Cases {
		if err := c.meetsNeeds(); err != nil {
			return fmt.Errorf("%s: %w", c.Name, err)
		}
		// "Only the first test for each name is used and duplicates are ignored."
		if seen[c.Class+"\n"+c.Name] {
			return fmt.Errorf("%s is there twice", c.Name)
		}
		seen[c.Class+"\n"+c.Name] = true
		failures, errs, skipped = failures+len(c.Failures), errs+len(c.Errors), skipped+len(c.Skipped)
	}
	if suite.Tests != len(suite.Cases) || suite.Failures != failures || suite.Errors != errs || suite.Skipped != skipped {
		return fmt.Errorf("not %d tests, %d failures, %d errors, %d skipped", suite.Tests, suite.Failures, suite.Errors, suite.Skipped)
	}
	_, err := time.Parse("2006-01-02T15:04:05", suite.Timestamp)
	return err
}

func (c readCase) meetsNeeds() error {
	if c.Class == "" || c.Name == "" {
		return errors.New("GitLab tells cases apart by classname and name")
	}
	if c.File == "" || c.Line < 1 {
		return fmt.Errorf("it is nowhere: %q, line %d", c.File, c.Line)
	}
	if seconds, err := strconv.ParseFloat(c.Time, 64); err != nil || seconds < 0 {
		return fmt.Errorf("time is %q", c.Time)
	}
	problems := append(slices.Clone(c.Failures), c.Errors...)
	if len(problems) > 1 {
		return errors.New("it failed more than once")
	}
	for _, p := range problems {
		// GitLab reads with Rails' Hash.from_xml, which interprets these types.
		rails := strings.Fields("array symbol date datetime dateTime integer float decimal boolean string yaml base64Binary hexBinary binary file double duration")
		if strings.TrimSpace(p.Text) == "" || p.Type == "" || slices.Contains(rails, p.Type) {
			return fmt.Errorf("GitLab shows nothing of %q of type %q", p.Text, p.Type)
		}
	}
	return nil
}

// places matches the attributes that the schema doesn't have.
var places = regexp.MustCompile(`(<testcase [^>]*) file="[^"]*" line="[^"]*"`)

func wellFormedJUnit(document []byte) error {
	if err := validateJUnit(places.ReplaceAll(document, []byte("$1"))); err != nil {
		return err
	}
	return meetsNeeds(document)
}
