package flags

import (
	"os"

	"github.com/urfave/cli/v2"

	"wspipe/commands/terminal"
)

// TerminalFlags are about the session that a person sees.
func TerminalFlags() []cli.Flag {
	return []cli.Flag{
		noEditFlag(),
		BoolFlag("no-slash", "", groupReport, "at a terminal, send what begins with a slash instead of obeying it"),
		noHistoryFlag(),
	}
}

// ServeTerminalFlags are those of them that serve knows, which has no slash commands.
func ServeTerminalFlags() []cli.Flag { return []cli.Flag{noEditFlag(), noHistoryFlag()} }

func noEditFlag() cli.Flag {
	return BoolFlag("no-edit", "", groupReport, "at a terminal, read lines as the terminal has them, without an editor")
}

func noHistoryFlag() cli.Flag {
	return BoolFlag("no-history", "", groupReport, "at a terminal, neither read nor write the history of what was typed")
}

func readWishes(c *cli.Context) terminal.Wishes {
	return terminal.Wishes{NoEdit: c.Bool("no-edit"), NoSlash: c.Bool("no-slash"), NoHistory: c.Bool("no-history"), Getenv: os.Getenv}
}
