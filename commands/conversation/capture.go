package conversation

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"wspipe/codec"
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

// withoutValue says that a filter has made none.
func withoutValue(value any, found bool) string {
	switch {
	case !found:
		return "the filter has no output"
	case value == nil:
		return "the filter's output is null"
	}
	return ""
}

// set takes what a command has printed, if that is what there is to look at, as
// JSON, or else as a string.
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

// maxOutput is how much a command may print, of which all is kept.
const maxOutput = 64 << 20

// run has a shell run a command, and all that it has started ended with it when
// it takes too long.
func (p *scene) run(s transcript.Step, a transcript.Run) *Failure {
	ctx, cancel := context.WithTimeout(p.ctx, p.timeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, "sh", "-c", a.Command)
	cmd.Env = slices.Concat(os.Environ(), p.program.Environ)
	for name, value := range p.values {
		if !strings.Contains(value, "\x00") { // which no environment can hold
			cmd.Env = append(cmd.Env, name+"="+value)
		}
	}
	ownGroup(cmd)
	cmd.WaitDelay = time.Second
	output, complaint := limited{most: maxOutput}, limited{most: 1 << 10}
	cmd.Stdout, cmd.Stderr = &output, &complaint
	err := cmd.Run()
	switch {
	case p.ctx.Err() != nil:
		return &Failure{Step: s, Err: context.Cause(p.ctx)}
	case ctx.Err() != nil:
		return &Failure{Step: s, Err: &TimeoutError{fmt.Sprintf("the command had not ended within %v", p.timeout)}}
	case err != nil:
		return &Failure{Step: s, Problem: withReason("the command failed: "+err.Error(), strings.TrimSpace(string(complaint.text)))}
	case output.more:
		return &Failure{Step: s, Problem: fmt.Sprintf("the command printed more than %d MiB", maxOutput>>20)}
	}
	p.output = &message{kind: codec.Text, payload: output.text}
	p.record.add(s, "*", "run, which printed "+matcher.Brief(codec.Text, output.text))
	return nil
}

// limited keeps the beginning of what is written.
type limited struct {
	text []byte
	most int
	more bool
}

func (l *limited) Write(p []byte) (int, error) {
	room := min(len(p), l.most-len(l.text))
	l.text = append(l.text, p[:room]...)
	l.more = l.more || room < len(p)
	return len(p), nil
}

func (p *scene) print(s transcript.Step, a transcript.Print) *Failure {
	text, problem, err := made(p.looked(s.Name), a.Filter(p.values), "\n")
	switch {
	case err != nil:
		return bad(s, err)
	case problem != "":
		return &Failure{Step: s, Problem: problem}
	}
	if p.program.Print != nil {
		p.program.Print(text)
	}
	return nil
}

// made is a message with end behind it, or what a filter makes of it, with end
// behind each output.
func made(m message, filter, end string) (text []byte, problem string, err error) {
	if filter == "" {
		return append(slices.Clone(m.payload), end...), "", nil
	}
	f, err := matcher.ParseFilter(filter)
	if err != nil {
		return nil, "", err
	}
	err = f.Each(m.payload, func(output any) error {
		if len(text) > maxOutput {
			return errors.New("it has too much output")
		}
		text = append(append(text, matcher.Raw(output)...), end...)
		return nil
	})
	if err != nil {
		return nil, err.Error(), nil
	}
	return text, "", nil
}
