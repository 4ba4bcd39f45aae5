package suite

import (
	"time"

	"wspipe/client"
	"wspipe/commands/dial"
	"wspipe/commands/results"
	"wspipe/commands/stdio"
	"wspipe/commands/transcript"
)

// Options are what is to be run, and how.
type Options struct {
	dial.Options
	stdio.Verbosity
	Url      string                           // empty: the files say it
	Timeout  time.Duration                    // for each file; 0: none
	RetryFor time.Duration                    // for each server; 0: the first attempt is the only one
	Files    []string                         // or folders, which stand for their *.wst
	Lookup   func(name string) (string, bool) // what ${NAME} stands for
	Environ  []string                         // what run lines have in their environment, NAME=VALUE
	AllowRun bool                             // there may be run lines, and files anywhere
	DryRun   bool                             // the files are only read
	// Handshake adds what a transcript says of one connection; nil: nothing.
	Handshake func(*client.Options, transcript.Handshake) error
	Jobs      int
	Repeat    int  // how often each file is run; 0: once
	FailFast  bool // no file is begun once one has failed
	Reports   []results.Report
	Update    bool
}
