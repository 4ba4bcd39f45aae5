package results

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// element is what a schema says about an element: its attributes, required and optional, and its
// children, in any order and number unless it is a sequence.
type element struct {
	required, optional, children string
	sequence, text               bool
}

// junit10 is the content of junit-10.xsd from Jenkins' xUnit plugin, which validates reports before
// it reads them.
var junit10 = map[string]element{
	"testsuites": {optional: "name time tests failures errors", children: "testsuite"},
	"testsuite": {
		required: "name tests failures errors",
		optional: "group time skipped timestamp hostname id package file log url",
		children: "testsuite properties testcase system-out system-err",
	},
	"properties": {children: "property"},
	"property":   {required: "name value"},
	"testcase": {
		required: "name",
		optional: "time classname group",
		children: "skipped error failure rerunFailure rerunError flakyFailure flakyError system-out system-err",
	},
	"skipped":      {optional: "type message", text: true},
	"error":        {optional: "type message", text: true},
	"failure":      {optional: "type message", text: true},
	"rerunFailure": rerun,
	"rerunError":   rerun,
	"flakyFailure": rerun,
	"flakyError":   rerun,
	"stackTrace":   {text: true},
	"system-out":   {text: true},
	"system-err":   {text: true},
}

var rerun = element{required: "type", optional: "message", children: "stackTrace system-out system-err", sequence: true, text: true}

// surefireTime is the schema's type for the attribute time of testsuites and testsuite. All other
// attributes are arbitrary strings.
var surefireTime = regexp.MustCompile(`^(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]*)?$`)

// validateJUnit checks a document against the schema. The roots that xUnit accepts are testsuites
// and testsuite.
func validateJUnit(document []byte) error {
	d := xml.NewDecoder(bytes.NewReader(document))
	var open []xml.StartElement
	last := map[int]int{} // by depth: the position of the previous child in its parent's rule
	for {
		token, err := d.Token()
		switch {
		case errors.Is(err, io.EOF) && len(open) == 0:
			return nil
		case err != nil:
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if err := validElement(open, token, last); err != nil {
				return err
			}
			open = append(open, token.Copy())
			last[len(open)] = -1
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			blank := len(bytes.TrimSpace(token)) == 0
			if !blank && (len(open) == 0 || !junit10[open[len(open)-1].Name.Local].text) {
				return fmt.Errorf("text in the wrong place: %q", token)
			}
		}
	}
}

func validElement(open []xml.StartElement, e xml.StartElement, last map[int]int) error {
	rule, known := junit10[e.Name.Local]
	switch {
	case !known || e.Name.Space != "":
		return fmt.Errorf("no such element: %v", e.Name)
	case len(open) == 0:
		_, second := last[1]
		if second || e.Name.Local != "testsuites" && e.Name.Local != "testsuite" {
			return fmt.Errorf("%s is no root, or not the first", e.Name.Local)
		}
	default:
		parent := open[len(open)-1].Name.Local
		at := slices.Index(strings.Fields(junit10[parent].children), e.Name.Local)
		if at < 0 || junit10[parent].sequence && at <= last[len(open)] {
			return fmt.Errorf("%s can't be in %s, or not there", e.Name.Local, parent)
		}
		last[len(open)] = at
	}
	return validAttributes(rule, e)
}

func validAttributes(rule element, e xml.StartElement) error {
	missing := strings.Fields(rule.required)
	allowed := append(strings.Fields(rule.optional), missing...)
	for _, a := range e.Attr {
		at := slices.Index(allowed, a.Name.Local)
		if at < 0 || a.Name.Space != "" {
			return fmt.Errorf("%s can't have, or has twice, the attribute %s", e.Name.Local, a.Name.Local)
		}
		allowed = slices.Delete(allowed, at, at+1)
		missing = slices.DeleteFunc(missing, func(name string) bool { return name == a.Name.Local })
		if a.Name.Local == "time" && e.Name.Local != "testcase" && !surefireTime.MatchString(a.Value) {
			return fmt.Errorf("%s has no good time: %q", e.Name.Local, a.Value)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("%s lacks %v", e.Name.Local, missing)
	}
	return nil
}
