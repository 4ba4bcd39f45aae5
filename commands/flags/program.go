package flags

import "wspipe/commands/program"

// Program is what runs in place of the standard streams.
type Program struct{ Exec Text }

// execFlag has no variable: what is run, nobody but who types it decides.
func (g *Program) execFlag(usage string) Flag {
	return Flag{Name: "exec", Group: programs, Kind: Command, NoVariable: true, OneOf: "answer", Field: &g.Exec, Usage: usage}
}

// command is what to run; nil for nothing.
func (g *Program) command() (program.Command, error) {
	if !g.Exec.Given {
		return nil, nil
	}
	c, err := program.Parse(g.Exec.Value)
	if err != nil {
		return nil, g.Exec.wrong("%w", err)
	}
	return c, nil
}
