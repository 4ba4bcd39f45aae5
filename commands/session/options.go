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

// Options configure a session.
type Options struct {
	Url      string
	Messages []string // from the command line
	dial.Options
	stdio.Formats
	stdio.Verbosity

	Wait        time.Duration
	WaitGiven   bool
	Timeout     time.Duration
	RetryFor    time.Duration // 0: only one attempt
	Reconnect   bool
	Pace        Pace
	OnOpen      []Message
	Every       []Periodic
	Answers     []transcript.Answer
	CloseCode   int
	CloseReason string
	Expected    Expected
	Doubts      []string // about what is expected, for -v
	Record      string   // a file; empty: none
	WriteOut    WriteOut // nil: nothing
	// Filter turns messages into what is shown; nil: they are shown as they are.
	Filter *matcher.Filter
	Wishes terminal.Wishes
	Exec   program.Command // runs in place of stdin and stdout; nil: none
}

// defaultWait sets Wait if --wait isn't given: anything expected is waited for as long as it takes.
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

// Message is a message that is sent without being part of the input.
type Message struct {
	Type    codec.Type
	Payload []byte
}

// Periodic is a message sent repeatedly while a connection is open, for the first time after one
// interval.
type Periodic struct {
	Interval time.Duration
	Message
}
