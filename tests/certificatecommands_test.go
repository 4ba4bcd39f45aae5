//go:build unix

package tests

import (
	"crypto/tls"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"wspipe/tests/server"
)

// What the scripts can say about TLS:
//
//	tlsserver NAME [WORD…]     a server of its own in $NAME; its pin is in $NAME_PIN, words say what is special:
//	                           expired, early, self-signed, client (demands a certificate of $CACERT's authority),
//	                           host=A,B (what the certificate is valid for; "host=" for nothing), max=1.1|1.2,
//	                           name=NAME (what the certificate calls it; "esc" stands for one that would steer a terminal)
//	bannerserver NAME          a server in $NAME (host and port) that speaks first, and neither TLS nor HTTP

// testYear is when a server's certificate expired; one that is early becomes
// valid a thousand years later.
const testYear = 2001

func cmdTLSServer(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: tlsserver NAME [WORD…]")
	}
	ca := stateOf(ts).ca
	leaf, config := server.Leaf{}, &tls.Config{}
	for _, word := range args[1:] {
		name, value, _ := strings.Cut(word, "=")
		switch name {
		case "expired":
			leaf.From = time.Date(testYear-1, 1, 1, 0, 0, 0, 0, time.UTC)
			leaf.To = time.Date(testYear, 2, 3, 4, 5, 6, 0, time.UTC)
		case "early":
			leaf.From = time.Date(testYear+1000, 2, 3, 4, 5, 6, 0, time.UTC)
			leaf.To = leaf.From.AddDate(1, 0, 0)
		case "self-signed":
			leaf.SelfSigned, leaf.Name = true, "selfmade"
		case "name":
			leaf.Name = strings.ReplaceAll(value, "esc", "\x1b[31mred")
		case "client":
			config.ClientAuth, config.ClientCAs = tls.RequireAndVerifyClientCert, ca.Pool()
		case "host":
			leaf.Hosts = strings.Split(value, ",")
		case "max":
			config.MinVersion = tls.VersionTLS10
			config.MaxVersion = map[string]uint16{"1.1": tls.VersionTLS11, "1.2": tls.VersionTLS12}[value]
		default:
			ts.Fatalf("unknown word %s", word)
		}
	}
	cert, err := ca.Issue(leaf)
	ts.Check(err)
	config.Certificates = []tls.Certificate{cert}
	s, err := server.StartTLSWith(config)
	ts.Check(err)
	ts.Defer(s.Close)
	state := stateOf(ts)
	state.servers = append(state.servers, s)
	ts.Setenv(args[0], s.URL())
	ts.Setenv(args[0]+"_PORT", s.HostPort()[strings.LastIndex(s.HostPort(), ":")+1:])
	ts.Setenv(args[0]+"_PIN", server.Pin(cert))
}

func cmdBannerServer(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: bannerserver NAME")
	}
	address, stop, err := server.StartBanner()
	ts.Check(err)
	ts.Defer(stop)
	ts.Setenv(args[0], address)
}
