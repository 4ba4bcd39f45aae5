package conversation

import (
	"errors"
	"slices"

	"wspipe/commands/matcher"
	"wspipe/commands/transcript"
)

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

// made returns a message followed by end, or the outputs of a filter on it, each followed by end.
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
