package conversation

import (
	"os"
	"path/filepath"

	"wspipe/codec"
	"wspipe/commands/matcher"
	"wspipe/commands/status"
	"wspipe/commands/transcript"
)

func (p *scene) save(s transcript.Step, a transcript.Save) *Failure {
	got := p.looked(s.Name)
	text, problem, err := made(got, a.Filter(p.values), "")
	if err != nil {
		return bad(s, err)
	}
	if problem == "" && a.Base64 {
		if text, err = codec.DecodeBase64(string(text)); err != nil {
			problem = "what the filter makes is no base64: " + err.Error()
		}
	}
	if problem != "" {
		return &Failure{Step: s, Problem: problem, Got: matcher.Brief(got.kind, got.payload)}
	}
	if err := p.write(a.File(p.values), text); err != nil {
		return &Failure{Step: s, Problem: "it can't be saved: " + err.Error()}
	}
	return nil
}

// write writes text to a file. It doesn't follow a link that leads out of the working directory,
// unless Anywhere is set.
func (p *scene) write(name string, text []byte) error {
	if p.program.Anywhere {
		return status.Named(name, os.WriteFile(name, text, 0o666)) //nolint:gosec // like any other that one makes
	}
	if err := transcript.Confined(name); err != nil {
		return err
	}
	root, err := os.OpenRoot(".")
	if err != nil {
		return err
	}
	defer root.Close() //nolint:errcheck // nothing is lost with it
	return status.Named(name, root.WriteFile(filepath.FromSlash(name), text, 0o666))
}
