package flags

import (
	"os"
	"strings"

	"github.com/urfave/cli/v2"

	"wspipe/commands/status"
	"wspipe/commands/transcript"
)

// definitions are what -D says, by name.
type definitions map[string]string

// DefineFlag is -D.
func DefineFlag() cli.Flag {
	return &cli.StringSliceFlag{Name: "define", Aliases: []string{"D"}, Category: groupTranscript, KeepSpace: true,
		Usage: "have ${NAME} in a transcript stand for VALUE, in `NAME=VALUE`; others come from the environment"}
}

// AllowRunFlag has no variable: a transcript is data until somebody says
// otherwise for this run.
func AllowRunFlag() cli.Flag {
	return BoolFlag("allow-run", "", groupTranscript, "carry out run lines, in a shell, and let a transcript's files be anywhere")
}

// environ has them as an environment does.
func (d definitions) environ() []string {
	var all []string
	for name, value := range d {
		all = append(all, name+"="+value)
	}
	return all
}

func readDefined(c *cli.Context) (definitions, error) {
	d := definitions{}
	for _, text := range c.StringSlice("define") {
		name, value, ok := strings.Cut(text, "=")
		if !ok || !transcript.IsVariable(name) {
			return nil, status.Usagef("--define: it is not NAME=VALUE, with a NAME of letters, digits and _, and no digit first")
		}
		d[name] = value
	}
	return d, nil
}

// lookup finds what ${NAME} stands for.
func (d definitions) lookup(name string) (string, bool) {
	if value, ok := d[name]; ok {
		return value, true
	}
	return os.LookupEnv(name)
}
