// Package recording writes down what a client and a server say to each other, as a transcript that
// check passes against the same server, and that serve --replay plays to the same client. It adds
// <? below messages that will be different in another run, uses <& where the order may vary, and
// replaces values that the client got from the server with references.
package recording

import (
	"time"

	"wspipe/codec"
	"wspipe/commands/matcher"
)

// Conversation is what was said over one connection.
type Conversation struct {
	Comment   string   // where it comes from; may have several lines
	URL       string   // as requested by the client, without a login
	Protocols []string // offered by the client
	Origin    string   // of the client; may be empty
	LeftOut   []string // names of headers with credentials, whose values aren't written
	Ignored   []matcher.Matcher
	Began     time.Time // when the connection opened
	Events    []Event
}

// Event is one thing that happened.
type Event struct {
	Kind    Kind
	At      time.Time
	Type    codec.Type // of a message
	Payload []byte
	Code    int    // of a close; 0 for none
	Reason  string // of a close, or the text of a remark
}

// Kind is the kind of an event.
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

// Transcript returns the text of a transcript file.
func (c *Conversation) Transcript() string {
	return newStory(c).tell()
}
