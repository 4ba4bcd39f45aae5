package transcript

import "os/exec"

// Run runs Command in a shell, with the values in its environment.
type Run struct{ Command string }

// parseRun keeps the command as written: the shell takes the values from its environment, so that
// no value can become a part of the command.
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
