package commands

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"wspipe/commands/conversation"
	"wspipe/commands/matcher"
	"wspipe/commands/transcript"
)

// replayURL stands in for those of the transcript, which are for clients.
const replayURL = "ws://localhost/"

// readReplay refuses a transcript that a server can't play.
func readReplay(c *cli.Context, s streams, o *serveOptions) error {
	if !c.IsSet("replay") {
		return nil
	}
	if o.echo {
		return usagef("--replay and --echo contradict each other")
	}
	defined, err := readDefined(c)
	if err != nil {
		return err
	}
	file := c.String("replay")
	text, err := readTranscript(file, s.in)
	if err != nil {
		return usagef("--replay %s: %w", file, withoutPath(err))
	}
	t, errs := transcript.Parse(shownFile(file), text, transcript.Options{URL: replayURL, Lookup: defined.lookup})
	if len(errs) == 0 {
		errs = conversation.Playable(t)
	}
	if len(errs) > 0 {
		(&report{w: s.err, quiet: o.quiet}).syntax(errs)
		return usagef("--replay %s: it can't be played", file)
	}
	o.replay = t
	return nil
}

// replay has the clients take part in o.replay. With --once the first
// conversation is the last.
func (s *server) replay() {
	r := conversation.NewReplay(s.o.replay, s.o.client.CloseTimeout, func(out conversation.Outcome) {
		failure := replayFailure(s.o.replay.File, out.Failure)
		switch {
		case s.o.once:
			s.stop(failure)
		case failure != nil:
			s.report.say(explain(failure))
		case s.report.verbose > 0:
			s.report.line("*", s.o.replay.File+" was played to its end")
		}
	})
	s.cast = r.Clients()
	s.serving = func(c *servedClient) { r.Client(s.ctx, c.ws) }
}

// replayFailure says in a line what a client did otherwise.
func replayFailure(file string, f *conversation.Failure) error {
	if f == nil {
		return nil
	}
	if isFault(f.Err) {
		return f.Err
	}
	text := fmt.Sprintf("%s:%d: %s: %s", file, f.Step.Line, matcher.Cut(f.Step.Text), f.Problem)
	if f.Err != nil {
		text += ": " + explainClient(f.Err)
	}
	switch {
	case f.Expected != "" && f.Got != "":
		text += fmt.Sprintf(": expected %s, got %s", matcher.Cut(f.Expected), f.Got)
	case f.Got != "":
		text += ": " + f.Got
	}
	if f.Detail != "" {
		text += "; " + f.Detail
	}
	return &unmetError{text}
}
