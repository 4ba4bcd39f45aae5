package dial

import (
	"time"

	"wspipe/client"
)

// Echo is the URL of an echo server inside the process.
const Echo = "echo:"

// CloseTimeout is how long the other end may stay silent after our close,
// unless it is said otherwise.
const CloseTimeout = 5 * time.Second

// Options say how WebSockets are made of URLs.
type Options struct {
	Client client.Options
	// Echo starts a server for Echo, and returns its URL and what ends it.
	Echo func() (url string, end func(), err error)
}

// Target is where WebSockets lead, one after the other.
type Target struct {
	url    string
	client client.Options
	end    func()
}

// Target reads what a person wrote for a URL. For Echo it starts a server,
// which is in this process and nowhere else: no proxy leads there.
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

// New makes a WebSocket that isn't connected yet. The error wraps
// client.ErrSyntax.
func (t Target) New() (*client.WebSocket, error) { return client.New(t.url, t.client) }

// Release ends what Options.Target started.
func (t Target) Release() { t.end() }
