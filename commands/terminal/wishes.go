package terminal

import (
	"wspipe/commands/stdio"
	"wspipe/commands/terminal/history"
)

// Wishes are the settings for sessions from the command line and the environment.
type Wishes struct {
	NoEdit, NoSlash, NoHistory bool
	Getenv                     func(string) string // nil: nothing is set, and no terminal can show a session
}

// Seat is what kind of session is possible at the streams.
type Seat uint8

// Seats: none, as input or output isn't lines of text on a terminal; a session without an editor; one with it.
const (
	Nobody Seat = iota
	Simple
	Editing
)

// Options returns the options for a session at these streams.
func (w Wishes) Options(s stdio.Streams, f stdio.Formats, server string) (Options, Seat) {
	in, out, ok := s.Terminal()
	if !ok || w.Getenv == nil || !f.Input.IsLine() || !f.Output.IsLine() {
		return Options{}, Nobody
	}
	o := Options{In: in, Out: out, Input: f.Input, Output: f.Output, Type: f.MessageType, Time: f.Time, Getenv: w.Getenv}
	if w.NoEdit || !Usable(w.Getenv("TERM")) {
		return o, Simple
	}
	path := ""
	if !w.NoHistory {
		path = history.Path(w.Getenv)
	}
	o.History = history.Open(path, server)
	return o, Editing
}
