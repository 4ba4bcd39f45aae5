package conversation

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"wspipe/codec"
	"wspipe/commands/matcher"
	"wspipe/commands/program"
	"wspipe/commands/transcript"
)

const (
	// maxOutput is the most that a command may print; all of it is kept.
	maxOutput = 64 << 20
	// leftOutput is how long background processes of a finished command may still print.
	leftOutput = time.Second
)

// run runs a command in a shell. If it takes too long, it is killed together with all that it has
// started.
func (p *scene) run(s transcript.Step, a transcript.Run) *Failure {
	ctx, cancel := context.WithTimeout(p.ctx, p.timeout)
	defer cancel()
	output, complaint := limited{most: maxOutput}, limited{most: 1 << 10}
	err := printed(ctx, &output, program.Options{
		Command: program.Command{"sh", "-c", a.Command}, Environ: p.environ(), Stderr: &complaint,
		NoInput: true, Leaves: true, Patience: leftOutput,
	})
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
	p.log.add(s, "*", "run, which printed "+matcher.Brief(codec.Text, output.text))
	return nil
}

// environ returns our environment with the values added.
func (p *scene) environ() []string {
	all := slices.Concat(os.Environ(), p.program.Environ)
	for name, value := range p.values {
		if !strings.Contains(value, "\x00") { // an environment can't hold NUL
			all = append(all, name+"="+value)
		}
	}
	return all
}

// printed runs a program until it exits, or kills it when ctx ends.
func printed(ctx context.Context, to io.Writer, o program.Options) error {
	ran := program.New(o)
	if err := ran.Start(); err != nil {
		return err
	}
	defer context.AfterFunc(ctx, ran.Kill)()
	_, _ = io.Copy(to, ran)
	err := ran.End()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return exit
	}
	return err
}

// limited keeps the first most bytes written to it.
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
