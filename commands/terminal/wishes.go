package terminal

import (
	"wspipe/codec"
	"wspipe/commands/stdio"
	"wspipe/commands/terminal/history"
)

// Wishes are what the command line and the environment say about sessions.
type Wishes struct {
	NoEdit, NoSlash, NoHistory bool
	Getenv                     func(string) string // nil: nothing is set, and no terminal can show a session
}

// Options are what a session at these streams begins with; ok is false where nobody sits there, or there can be none:
// what is typed must be text, and what is shown must be rows.
func (w Wishes) Options(s stdio.Streams, f stdio.Formats, server string) (o Options, ok bool) {
	in, out, ok := s.Terminal()
	if !ok || w.NoEdit || w.Getenv == nil || !Usable(w.Getenv("TERM")) || !legible(f.Input) || !legible(f.Output) {
		return o, false
	}
	path := ""
	if !w.NoHistory {
		path = history.Path(w.Getenv)
	}
	return Options{
		In: in, Out: out, Input: f.Input, Output: f.Output, Type: f.MessageType,
		History: history.Open(path, server), Getenv: w.Getenv,
	}, true
}

func legible(f codec.Format) bool {
	switch f {
	case codec.Lines, codec.Hex, codec.Base64, codec.JSON:
		return true
	}
	return false
}
