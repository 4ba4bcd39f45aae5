package flags

import (
	"os"

	"wspipe/commands/terminal"
)

// Terminal is about the session that a person sees.
type Terminal struct{ NoEdit, NoSlash, NoHistory Switch }

func (g *Terminal) flags() []Flag {
	slash := Flag{Name: "no-slash", Group: report, Field: &g.NoSlash,
		Usage: "at a terminal, send what begins with a slash instead of obeying it"}
	return append(g.lineFlags(), slash)
}

// lineFlags are those of the line itself: serve has no slash commands.
func (g *Terminal) lineFlags() []Flag {
	return []Flag{
		{Name: "no-edit", Group: report, Field: &g.NoEdit,
			Usage: "at a terminal, read lines as the terminal has them, without an editor"},
		{Name: "no-history", Group: report, Field: &g.NoHistory,
			Usage: "at a terminal, neither read nor write the history of what was typed"},
	}
}

func (g *Terminal) wishes() terminal.Wishes {
	return terminal.Wishes{NoEdit: g.NoEdit.On, NoSlash: g.NoSlash.On, NoHistory: g.NoHistory.On, Getenv: os.Getenv}
}
