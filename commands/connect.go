package commands

import (
	"time"

	"github.com/urfave/cli/v2"

	"wspipe/codec"
)

func connectCommand(s streams) *cli.Command {
	return command("connect", "both ways: stdin to the server, the server to stdout", "URL",
		"After the end of stdin it stays until nothing has come for a second (see --wait).\n"+
			"echo: as URL is an echo server inside the process.",
		append(sharedFlags("after the end of stdin, stay until no message has come for `DURATION` (default: 1s, at a terminal 0, or -1 where something is expected); 0 closes at once, -1 waits for the server"), reconnectFlag(), recordFlag()),
		func(c *cli.Context) error {
			o, err := readOptions(c, s)
			if err != nil {
				return err
			}
			if len(o.messages) > 0 {
				return usagef("connect takes one URL and no messages (wspipe send does): %q", withoutLogin(o.messages[0]))
			}
			return runConnect(c, o, s)
		})
}

func runConnect(c *cli.Context, o options, s streams) error {
	if err := s.feedsItself(); err != nil {
		return err
	}
	o.defaultWait(waitAfterStdin(s))
	p := newSession(o, s)
	in := s.in
	if s.inTTY && s.outTTY && s.errTTY {
		p.prompt = &prompt{w: s.err}
		in = p.prompt.before(s.in)
	}
	p.source = codec.NewReader(in, o.input, codec.ReaderOptions{Type: o.messageType, MaxMessageSize: o.maxMessageSize})
	if c.IsSet("record") {
		file, err := openRecord(c.String("record"), o, s)
		if err != nil {
			return err
		}
		defer file.file.Close()
		p.record(file)
	}
	return p.run(c.Context)
}

// waitAfterStdin is for replies that are under way; a person who ends the input
// has seen what there was to see.
func waitAfterStdin(s streams) time.Duration {
	if s.inTTY {
		return 0
	}
	return time.Second
}
