package suite

import (
	"time"

	"wspipe/client"
	"wspipe/commands/dial"
	"wspipe/commands/results"
	"wspipe/commands/stdio"
	"wspipe/commands/transcript"
)

// Options configure check.
type Options struct {
	dial.Options
	stdio.Verbosity
	Url      string                           // empty: the files have it
	Timeout  time.Duration                    // for each file; 0: none
	RetryFor time.Duration                    // for each server; 0: only one attempt
	Files    []string                         // or folders, for all their *.wst
	Lookup   func(name string) (string, bool) // resolves ${NAME}
	Environ  []string                         // of run lines, NAME=VALUE
	AllowRun bool                             // allows run lines, and files anywhere
	DryRun   bool                             // only parse the files
	// Handshake adds a transcript's settings for one connection; nil: none.
	Handshake func(*client.Options, transcript.Handshake) error
	Jobs      int
	Repeat    int  // how often to run each file; 0: once
	FailFast  bool // start no more files after a failure
	Reports   []results.Report
	Update    bool
}
