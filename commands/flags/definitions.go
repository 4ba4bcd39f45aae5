package flags

import (
	"os"
	"strings"

	"wspipe/commands/transcript"
)

// Values are the values of ${NAME} in a transcript, and what the transcript may do.
type Values struct {
	Define   List
	AllowRun Switch
}

// defineFlag returns the flag of a command; others says where other names come from.
func (g *Values) defineFlag(others string) *Flag {
	return &Flag{Name: "define", Short: "D", Group: transcripts, Brief: "what ${NAME} in a transcript stands for", Field: g.Define.verbatim(),
		Placeholder: "NAME=VALUE", Usage: "replace ${NAME} in a transcript by VALUE; other names " + others}
}

const fromEnvironment = "come from the environment"

// allowRunFlag has no variable: a transcript is just data unless it is trusted for this run.
func (g *Values) allowRunFlag() *Flag {
	return &Flag{Name: "allow-run", Group: transcripts, NoVariable: true, Field: &g.AllowRun,
		Usage: "allow run lines, which run in a shell, and files anywhere"}
}

// definitions are the values of -D, by name.
type definitions map[string]string

// environ returns the definitions as NAME=VALUE.
func (d definitions) environ() []string {
	var all []string
	for name, value := range d {
		all = append(all, name+"="+value)
	}
	return all
}

func (g *Values) definitions() (definitions, error) {
	d := definitions{}
	for _, text := range g.Define.Values {
		name, value, ok := strings.Cut(text, "=")
		if !ok || !transcript.IsVariable(name) {
			return nil, g.Define.wrong("it is not NAME=VALUE, with a NAME of letters, digits and _, and no digit first")
		}
		d[name] = value
	}
	return d, nil
}

// lookup returns the value of ${NAME}.
func (d definitions) lookup(name string) (string, bool) {
	if value, ok := d[name]; ok {
		return value, true
	}
	return os.LookupEnv(name)
}
