package session

import (
	"time"

	"wspipe/codec"
	"wspipe/commands/dial"
	"wspipe/commands/matcher"
	"wspipe/commands/program"
	"wspipe/commands/stdio"
	"wspipe/commands/terminal"
	"wspipe/commands/transcript"
)

// Options are what a session is to do.
type Options struct {
	Url      string
	Messages []string // of the command line
	dial.Options
	stdio.Formats
	stdio.Verbosity

	Wait        time.Duration
	WaitGiven   bool
	Timeout     time.Duration
	RetryFor    time.Duration // 0: the first attempt is the only one
	Reconnect   bool
	Pace        Pace
	OnOpen      []Message
	Every       []Periodic
	Answers     []transcript.Answer
	CloseCode   int
	CloseReason string
	Expected    Expected
	Record      string   // a file; empty: none
	WriteOut    WriteOut // nil: nothing is told at the end
	// Filter makes of messages what is shown; nil: they are shown as they are.
	Filter *matcher.Filter
	Wishes terminal.Wishes
	Exec   program.Command // in place of stdin and stdout; nil: none
}

// defaultWait is for where --wait isn't given: what is expected is waited for
// as long as it takes.
func (o *Options) defaultWait(otherwise time.Duration) {
	switch {
	case o.WaitGiven:
	case o.Expected.Close != 0 || o.Expected.OfMessages():
		o.Wait = -1
	case o.Expected.onlyOpen():
		o.Wait = 0
	default:
		o.Wait = otherwise
	}
}

// Message is one that is sent without standing in the input.
type Message struct {
	Type    codec.Type
	Payload []byte
}

// Periodic is a message that is sent again and again while a connection is
// open, the first time after one interval.
type Periodic struct {
	Interval time.Duration
	Message
}
