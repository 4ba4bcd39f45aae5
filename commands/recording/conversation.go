// Package recording writes down what a client and a server said to each other,
// as a transcript that check passes against the same server, and that serve
// --replay serves to the same client: with <? beneath what will be different in
// another run, <& where the order may be, and values in place of what the client
// had from the server.
package recording

import (
	"time"

	"wspipe/codec"
	"wspipe/commands/matcher"
)

// Conversation is what was said over one connection.
type Conversation struct {
	Comment   string   // of several lines, perhaps: where it comes from
	URL       string   // as the client asked for it; a login is left out
	Protocols []string // that the client offered
	Origin    string   // of the client; may be empty
	LeftOut   []string // names of headers that let the client in, whose values aren't written
	Ignored   []matcher.Matcher
	Began     time.Time // when the connection was open
	Events    []Event
}

// Event is one thing that happened.
type Event struct {
	Kind    Kind
	At      time.Time
	Type    codec.Type // of a message
	Payload []byte
	Code    int    // of a close; 0 for none
	Reason  string // of a close, or what a remark says
}

// Kind tells what happened.
type Kind int

// The kinds of events.
const (
	Sent     Kind = iota // by the client
	Received             // by the client
	ClosedByClient
	ClosedByServer
	Dropped // by the client
	Remark  // a comment
)

// Transcript is the conversation as a file has it.
func (c *Conversation) Transcript() string {
	return newStory(c).tell()
}
