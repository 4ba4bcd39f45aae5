package commands

import (
	"wspipe/commands/flags"
	"wspipe/commands/manual"
	"wspipe/commands/suite"
)

func checkCommand() command {
	f := flags.ForCheck()
	return command{Command: manual.Command{
		Name: "check", Summary: "run recorded conversations as tests", Arguments: "[URL] FILE…",
		Takes: flags.File, Values: []string{"*.wst"},
		Text: "Each FILE is a transcript (wspipe help transcripts), with one step per line; - is stdin. A folder means its *.wst. " +
			"URL replaces those in the files. " +
			"A file that passes takes one line on stderr, one that fails takes a few; stdout is for --report and print. " +
			"--timeout applies to each file, --retry-for to each server. -v also shows the conversations that pass.",
		Examples: []manual.Example{
			{Line: "wspipe check chat.wst", Shows: "run one"},
			{Line: "wspipe check --report junit=results.xml .", Shows: "all *.wst here, for CI"},
			{Line: "wspipe check echo: chat.wst", Shows: "against another server"},
		},
		Flags: f.All,
	}, report: &f.Report, accepted: flags.Accepted, run: running(f.Options, suite.Run)}
}
