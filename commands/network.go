package commands

import "github.com/urfave/cli/v2"

func networkFlags() []cli.Flag { return nil }

func readNetwork(*cli.Context, *options) error { return nil }
