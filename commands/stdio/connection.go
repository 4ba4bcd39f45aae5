package stdio

import (
	"crypto/tls"
	"fmt"
	"strings"
	"time"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/duration"
	"wspipe/commands/status"
)

// OpenEvent returns the JSON event for a connection that opened.
func OpenEvent(e client.OpenEvent) codec.Event {
	return codec.Event{
		Type: "open", URL: e.URL, Protocol: e.Protocol, Extensions: e.Extensions, Status: e.StatusCode, HTTP: e.HTTP,
		Headers: withoutCredentials(Spelled(e.Header)), Address: e.Address, TLS: agreed(e.TLS), Timings: timings(e.Timings),
	}
}

// agreed returns the JSON members about TLS; nil without TLS.
func agreed(state *tls.ConnectionState) *codec.TLS {
	if state == nil {
		return nil
	}
	return &codec.TLS{Version: tls.VersionName(state.Version), Cipher: tls.CipherSuiteName(state.CipherSuite), ALPN: state.NegotiatedProtocol}
}

// timings returns the JSON members about timing; nil if there are none.
func timings(t client.Timings) *codec.Timings {
	if t == (client.Timings{}) {
		return nil
	}
	return &codec.Timings{
		NameLookup: duration.Seconds(t.NameLookup), Connect: duration.Seconds(t.Connect), AppConnect: duration.Seconds(t.AppConnect),
		StartTransfer: duration.Seconds(t.StartTransfer), Open: duration.Seconds(t.Open),
	}
}

// connected says where an open connection leads, and how it is secured.
func connected(e client.OpenEvent) string {
	text := "connected to " + status.Printable(e.Address)
	if t := agreed(e.TLS); t != nil {
		text += ", " + t.Version + ", " + t.Cipher
		if t.ALPN != "" {
			text += ", " + status.Printable(t.ALPN)
		}
	}
	if e.HTTP == "2" {
		text += ", HTTP/2"
	}
	return text
}

// spent says where the time to the open connection went; "" if that isn't known.
func spent(t client.Timings) string {
	var steps []string
	before := time.Duration(0)
	for _, step := range []struct {
		name string
		at   time.Duration
	}{{"name", t.NameLookup}, {"connection", t.Connect}, {"TLS", t.AppConnect}, {"answer", t.StartTransfer}} {
		if step.at > 0 {
			steps = append(steps, fmt.Sprintf("%s %.1f", step.name, duration.Milliseconds(step.at-before)))
			before = step.at
		}
	}
	if len(steps) == 0 {
		return ""
	}
	return fmt.Sprintf(" after %.1f ms (%s)", duration.Milliseconds(t.Open), strings.Join(steps, ", "))
}
