package flags

import "wspipe/commands/program"

// Program runs in place of the standard streams.
type Program struct{ Exec Text }

// execFlag has no variable: only the command line may decide what is run.
func (g *Program) execFlag(brief, usage string) *Flag {
	return &Flag{Name: "exec", Group: programs, Kind: Command, NoVariable: true, OneOf: "answer", Field: &g.Exec, Brief: brief, Usage: usage}
}

// command returns the command to run; nil if there is none.
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
