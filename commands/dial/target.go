package dial

import (
	"time"

	"wspipe/client"
)

// Echo is the URL of an echo server inside this process.
const Echo = "echo:"

// CloseTimeout is the default for how long the other end may stay silent after our close.
const CloseTimeout = 5 * time.Second

// Options say how to make WebSockets from URLs.
type Options struct {
	Client client.Options
	// Echo starts a server for the URL Echo, and returns its URL and a function that ends it.
	Echo func() (url string, end func(), err error)
}

// Target is where one or more successive WebSockets connect.
type Target struct {
	url    string
	client client.Options
	end    func()
}

// Target parses a URL that a person wrote. For Echo it starts a server inside this process, which
// is never reached through a proxy.
func (o Options) Target(written string) (Target, error) {
	t := Target{client: o.Client, end: func() {}}
	var err error
	if written != Echo {
		t.url, err = URL(written)
		return t, err
	}
	t.client.Proxy, t.client.Network, t.client.Resolve = nil, "", nil
	t.client.Socket, t.client.ConnectTo = "", nil
	t.url, t.end, err = o.Echo()
	return t, err
}

// New returns a WebSocket that isn't connected yet. The error wraps client.ErrSyntax.
func (t Target) New() (*client.WebSocket, error) { return client.New(t.url, t.client) }

// Release ends what Options.Target started.
func (t Target) Release() { t.end() }
