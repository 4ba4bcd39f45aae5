package flags

import (
	"os"

	"wspipe/commands/terminal"
)

// Terminal configures sessions at a terminal.
type Terminal struct{ NoEdit, NoSlash, NoHistory Switch }

func (g *Terminal) flags() []*Flag {
	slash := &Flag{Name: "no-slash", Group: report, Field: &g.NoSlash,
		Usage: "at a terminal, send lines that start with a slash as messages"}
	return append(g.lineFlags(), slash)
}

// lineFlags returns the flags for the line editor itself: serve has no slash commands.
func (g *Terminal) lineFlags() []*Flag {
	return []*Flag{
		{Name: "no-edit", Group: report, Field: &g.NoEdit,
			Usage: "at a terminal, read plain lines, without the line editor"},
		{Name: "no-history", Group: report, Field: &g.NoHistory,
			Usage: "at a terminal, don't read or write the history"},
	}
}

func (g *Terminal) wishes() terminal.Wishes {
	return terminal.Wishes{NoEdit: g.NoEdit.On, NoSlash: g.NoSlash.On, NoHistory: g.NoHistory.On, Getenv: os.Getenv}
}
