//go:build unix

package faults

import (
	"bytes"
	"encoding/json"
	"testing"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"

	"wspipe/tests/server"
)

// network is a path from the program to a server, with faults.
type network struct {
	t     testing.TB
	proxy *toxiproxy.Proxy
}

func startNetwork(t testing.TB, to *server.Server) *network {
	t.Helper()
	return startNetworkTo(t, to.HostPort())
}

// startNetworkTo starts a network to a host and port, without faults.
func startNetworkTo(t testing.TB, address string) *network {
	t.Helper()
	logger := zerolog.Nop()
	api := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), logger) // nobody calls it
	n := &network{t, toxiproxy.NewProxy(api, t.Name(), "127.0.0.1:0", address)}
	n.start()
	t.Cleanup(n.proxy.Stop)
	return n
}

func (n *network) start() {
	n.t.Helper()
	if err := n.proxy.Start(); err != nil {
		n.t.Fatal(err)
	}
}

// url returns the server's URL through the network.
func (n *network) url() string { return "ws://" + n.proxy.Listen }

const (
	down = "downstream" // to the program
	up   = "upstream"   // to the server
)

type attributes map[string]any

// add adds a fault to all connections, existing and future.
func (n *network) add(kind, stream string, a attributes) { n.addSome(kind, stream, 1, a) }

func (n *network) addSome(kind, stream string, toxicity float32, a attributes) {
	n.t.Helper()
	toxic, err := json.Marshal(map[string]any{"type": kind, "stream": stream, "toxicity": toxicity, "attributes": a})
	if err != nil {
		n.t.Fatal(err)
	}
	if _, err := n.proxy.Toxics.AddToxicJson(bytes.NewReader(toxic)); err != nil {
		n.t.Fatal(err)
	}
}

// endWithResets makes every later connection end with a reset, whoever ends it: each reset_peer does that to its
// connection, even one that never acts.
func (n *network) endWithResets() { n.addSome("reset_peer", down, 0, attributes{"timeout": 0}) }

// cut ends all connections at once. Later ones are accepted.
func (n *network) cut() {
	n.t.Helper()
	n.proxy.Stop()
	n.start()
}
