package server

import (
	"fmt"
	"path/filepath"
	"slices"

	"wspipe/commands/conversation"
	"wspipe/commands/program"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
	"wspipe/commands/transcript"
)

// replayURL replaces the URLs of the transcript, which are for clients.
const replayURL = "ws://localhost/"

// readReplay reads the transcript, and rejects one that a server can't play.
func (o *Options) readReplay(s stdio.Streams, r *stdio.Voice) error {
	if o.ReplayFile == "" {
		return nil
	}
	if o.AllowRun {
		program.MindBrokenPipes()
	}
	text, err := transcript.Read(o.ReplayFile, s.In)
	if err != nil {
		return status.Usagef("--replay %s: %w", o.ReplayFile, status.WithoutPath(err))
	}
	t, errs := transcript.Parse(transcript.Shown(o.ReplayFile), text, transcript.Options{
		URL: replayURL, Lookup: o.Lookup, AllowRun: o.AllowRun, Read: transcript.Beside(filepath.Dir(o.ReplayFile), o.AllowRun),
	})
	if len(errs) == 0 {
		errs = conversation.Playable(t)
	}
	if len(errs) > 0 {
		r.SayAll(transcript.Complaints(errs))
		return status.Usagef("--replay %s: it can't be played", o.ReplayFile)
	}
	o.replay = t
	o.Client.Protocols = slices.Concat(o.Client.Protocols, conversation.Protocols(t))
	return nil
}

// program returns what the transcript may do beyond its connections.
func (o *Options) program() conversation.Program {
	return conversation.Program{Environ: o.Environ, Anywhere: o.AllowRun}
}

// replay makes the clients take part in o.replay. With --once, the server ends after the first
// conversation.
func (s *server) replay() {
	r := conversation.NewReplay(s.o.replay, s.o.Client.CloseTimeout, s.o.program(), func(out conversation.Outcome) {
		failure := replayFailure(s.o.replay.File, out.Failure)
		switch {
		case s.o.Once:
			s.stop(failure)
		case failure != nil:
			s.voice.Say(status.Explain(failure))
		case s.voice.Verbose > 0:
			s.voice.Line("*", s.o.replay.File+" was played to its end")
		}
	})
	s.cast = r.Clients()
	s.serving = func(c *servedClient) {
		inbox := &share{memory: &s.memory, tooMuch: s.needsTooMuch(c)}
		r.Client(s.ctx, c.ws, inbox.hold)
	}
}

// replayFailure describes in one line where a client deviated.
func replayFailure(file string, f *conversation.Failure) error {
	if f == nil {
		return nil
	}
	if status.IsFault(f.Err) {
		return f.Err
	}
	if f.Step.File != "" {
		file = f.Step.File
	}
	text := fmt.Sprintf("%s:%d: %s: %s", file, f.Step.Line, status.Cut(f.Step.Text), f.Problem)
	if f.Err != nil {
		text += ": " + explainClient(f.Err)
	}
	switch {
	case f.Expected != "" && f.Got != "":
		text += fmt.Sprintf(": expected %s, got %s", status.Cut(f.Expected), f.Got)
	case f.Got != "":
		text += ": " + f.Got
	}
	if f.Detail != "" {
		text += "; " + f.Detail
	}
	return &status.UnmetError{Problem: text}
}
