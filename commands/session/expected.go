package session

import (
	"net/http"

	"wspipe/commands/matcher"
)

// Expected describes what a session should meet. Zero values expect nothing.
type Expected struct {
	Count  int // messages to print
	Next   []matcher.Matcher
	Until  matcher.Matcher
	Ignore []matcher.Matcher
	Close  int // code
	Status int // of the handshake
}

// OfMessages reports whether anything is expected of the incoming messages.
func (e *Expected) OfMessages() bool { return e.Count > 0 || len(e.Next) > 0 || e.Until != nil }

// onlyOpen reports whether the only expectation is that the connection opens.
func (e *Expected) onlyOpen() bool {
	return e.Status == http.StatusSwitchingProtocols && e.Close == 0 && !e.OfMessages()
}
