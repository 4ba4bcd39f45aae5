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
	// DefaultMaxClients is the default maximum number of clients at a time.
	DefaultMaxClients       = 1024
	defaultHandshakeTimeout = 10 * time.Second
)

// Options configure serve.
type Options struct {
	stdio.Formats
	stdio.Verbosity
	Wishes     terminal.Wishes
	Client     client.Options // for the connection to each client
	Address    address
	Echo       bool
	Exec       program.Command // for each client; nil: none
	Forward    Forward
	ReplayFile string                           // empty: none
	Lookup     func(name string) (string, bool) // resolves ${NAME} in it
	Environ    []string                         // of its run lines, NAME=VALUE
	AllowRun   bool                             // allows run lines, and files anywhere
	replay     *transcript.Transcript           // the contents of ReplayFile
	RecordDir  string                           // for recordings of each client's conversation; empty: none
	Once       bool
	MaxClients int
	MaxMemory  int64 // for what is held for all clients together, in bytes
	// holds is how much is held for a client that doesn't read, in bytes; 0: wait for the client.
	holds       int
	IdleTimeout time.Duration // 0: none
	Origins     []string      // admitted besides our own
	User        string        // NAME:PASSWORD; empty: everyone
	keys.Credentials
	SelfSigned bool
	ClientCA   string // a file or a folder; empty: clients need no certificate
	tls        *tls.Config
	pin        string // to announce; empty: none
}

// LimitMessages sets the maximum message size. With several clients, each message must be held
// until it is complete, since none may wait for another client's.
func (o *Options) LimitMessages() {
	o.Client.MaxMessageSize = o.Largest()
	switch {
	case o.ReplayFile != "":
		o.Client.MaxMessageSize = cmp.Or(o.MaxMessageSize, codec.DefaultMaxMessageSize)
	case o.Echo, o.Forward.URL != "":
		o.Client.MaxMessageSize = o.MaxMessageSize
		if o.Forward.URL != "" && o.Output == codec.JSON { // --json holds messages
			o.Client.MaxMessageSize = o.Largest()
			o.Forward.Client.MaxMessageSize = o.Largest()
		}
		if o.Echo {
			o.holds = int(cmp.Or(o.MaxMessageSize, codec.DefaultMaxMessageSize))
		}
	case o.Exec != nil: // its messages wait for no other client's
	case !o.Once && o.MaxMessageSize == 0:
		o.Client.MaxMessageSize = codec.DefaultMaxMessageSize
	}
}
