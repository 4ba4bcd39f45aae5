package conversation

import (
	"encoding/hex"
	"fmt"
	"strings"

	"wspipe/commands/matcher"
	"wspipe/commands/transcript"
)

func (p *scene) capture(s transcript.Step, a transcript.Capture) *Failure {
	got := p.looked(s.Name)
	value, problem, err := p.captured(a, got)
	switch {
	case err != nil:
		return bad(s, err)
	case problem != "":
		return &Failure{Step: s, Problem: problem, Got: matcher.Brief(got.kind, got.payload)}
	}
	p.values[a.Variable] = value
	return nil
}

func (p *scene) captured(a transcript.Capture, got message) (value, problem string, err error) {
	regex, err := a.Regex(p.values)
	switch {
	case err != nil:
		return "", "", err
	case regex != nil:
		value, mismatch := matcher.Find(regex, got.kind, got.payload)
		if mismatch != nil {
			return "", withReason("the regular expression finds nothing", mismatch.String()), nil
		}
		return value, "", nil
	case a.To > len(got.payload):
		return "", fmt.Sprintf("there are only %d bytes", len(got.payload)), nil
	case a.To > 0:
		return hex.EncodeToString(got.payload[a.From:a.To]), "", nil
	}
	filter, err := matcher.ParseFilter(a.Filter(p.values))
	if err != nil {
		return "", "", err
	}
	last, found, err := filter.Last(got.payload)
	if err != nil {
		return "", err.Error(), nil
	}
	return matcher.Raw(last), withoutValue(last, found), nil
}

func withReason(problem, reason string) string {
	if reason == "" {
		return problem
	}
	return problem + ": " + reason
}

// withoutValue describes a filter result that is missing or null, or returns "".
func withoutValue(value any, found bool) string {
	switch {
	case !found:
		return "the filter has no output"
	case value == nil:
		return "the filter's output is null"
	}
	return ""
}

// set runs a script. If the last thing to look at is the output of a command, that is its input:
// parsed as JSON if possible, otherwise as a string.
func (p *scene) set(s transcript.Step, a transcript.Set) *Failure {
	script, err := a.Script(p.values)
	if err != nil {
		return bad(s, err)
	}
	var input any
	if p.output != nil {
		if input, err = matcher.Decode(p.output.payload); err != nil {
			input = strings.TrimSuffix(string(p.output.payload), "\n")
		}
	}
	last, found, err := script.Last(input, func(name string) string { return a.Value(p.values, name) })
	problem := withoutValue(last, found)
	if err != nil {
		problem = err.Error()
	}
	if problem != "" {
		return &Failure{Step: s, Problem: problem}
	}
	p.values[a.Variable] = matcher.Raw(last)
	return nil
}
