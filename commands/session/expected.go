package session

import (
	"net/http"

	"wspipe/commands/matcher"
)

// Expected is what is expected of a session. Zero values expect nothing.
type Expected struct {
	Count  int // messages to print
	Next   []matcher.Matcher
	Until  matcher.Matcher
	Ignore []matcher.Matcher
	Close  int // code
	Status int // of the handshake
}

// OfMessages tells whether something is expected of the messages that come.
func (e *Expected) OfMessages() bool { return e.Count > 0 || len(e.Next) > 0 || e.Until != nil }

// onlyOpen: nothing is expected but that the connection opens.
func (e *Expected) onlyOpen() bool {
	return e.Status == http.StatusSwitchingProtocols && e.Close == 0 && !e.OfMessages()
}
