package transcript

import "os/exec"

// Run has a shell run Command, which finds the values in its environment.
type Run struct{ Command string }

// parseRun takes the command as it is: a shell puts values in, out of its
// environment, so that none can be taken for a part of the command.
func (p *parser) parseRun(step Step, word, rest field) *problem {
	if wrong := nameless(step, word); wrong != nil {
		return wrong
	}
	p.ran = true
	switch {
	case rest.text == "":
		return problemf(rest.offset, "after run goes the COMMAND for a shell")
	case !p.o.AllowRun && !p.o.Lenient:
		return problemf(word.offset, "run is only carried out with --allow-run")
	case !p.o.Lenient && !onPath("sh"):
		return problemf(word.offset, "run needs sh, which is not on PATH")
	}
	p.add(step, Run{rest.text})
	return nil
}

func onPath(program string) bool {
	_, err := exec.LookPath(program)
	return err == nil
}
