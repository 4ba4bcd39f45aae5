package server

import (
	"cmp"
	"crypto/tls"
	"time"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/keys"
	"wspipe/commands/program"
	"wspipe/commands/stdio"
	"wspipe/commands/terminal"
	"wspipe/commands/transcript"
)

const (
	// DefaultMaxClients is how many there may be at once.
	DefaultMaxClients       = 1024
	defaultHandshakeTimeout = 10 * time.Second
)

// Options are whom to serve, and how.
type Options struct {
	stdio.Formats
	stdio.Verbosity
	Wishes     terminal.Wishes
	Client     client.Options // of the connection to each client
	Address    address
	Echo       bool
	Exec       program.Command // for each client; nil: none
	Forward    Forward
	ReplayFile string                           // empty: none
	Lookup     func(name string) (string, bool) // what ${NAME} stands for in it
	Environ    []string                         // what run lines in it have in their environment, NAME=VALUE
	AllowRun   bool                             // it may have run lines, and files anywhere
	replay     *transcript.Transcript           // what is in it
	RecordDir  string                           // where each client's conversation is recorded; empty: nowhere
	Once       bool
	MaxClients int
	MaxMemory  int64 // that all clients together make us hold, in bytes
	// holds is how much is held for a client that doesn't read, in bytes; 0: it
	// is waited for.
	holds       int
	IdleTimeout time.Duration // 0: none
	Origins     []string      // that are let in besides our own
	User        string        // NAME:PASSWORD; empty: whoever comes
	keys.Credentials
	SelfSigned bool
	ClientCA   string // a file or a folder; empty: clients need no certificate
	tls        *tls.Config
	pin        string // to be said; empty: none
}

// LimitMessages decides how large a message may be. Of several clients' messages
// each must be held until it is complete, since none may wait for another's.
func (o *Options) LimitMessages() {
	o.Client.MaxMessageSize = o.Largest()
	switch {
	case o.ReplayFile != "":
		o.Client.MaxMessageSize = cmp.Or(o.MaxMessageSize, codec.DefaultMaxMessageSize)
	case o.Echo, o.Forward.URL != "":
		o.Client.MaxMessageSize = o.MaxMessageSize
		if o.Forward.URL != "" && o.Output == codec.JSON { // which holds messages
			o.Client.MaxMessageSize = o.Largest()
			o.Forward.Client.MaxMessageSize = o.Largest()
		}
		if o.Echo {
			o.holds = int(cmp.Or(o.MaxMessageSize, codec.DefaultMaxMessageSize))
		}
	case o.Exec != nil: // whose messages wait for nobody else's
	case !o.Once && o.MaxMessageSize == 0:
		o.Client.MaxMessageSize = codec.DefaultMaxMessageSize
	}
}
