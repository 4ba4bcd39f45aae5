// Package transcript reads conversations as people write them down, and writes
// them as they happen. A line is a step:
//
//	url ws://127.0.0.1:8080/chat   connect
//	> hello                        send: TEXT, "…", hex: or base64:
//	< MATCHER                      the next message must match
//	<< MATCHER                     skip messages until one matches
//	ignore MATCHER                 such messages are skipped from here on
//	capture NAME FILTER            keep what jq makes of the last message
//	timeout 2s                     how long each step waits from here on
//	quiet 200ms                    no message may come for this long
//	close 1000 bye                 close ourselves
//	closed 4001 /kicked/           the server must close: code, and reason
//
// With @NAME before it a line is about the connection of that name. ${NAME}
// stands for a value, $${ for ${ itself. Lines that begin with # are comments.
package transcript

import (
	"errors"
	"time"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/matcher"
)

// DefaultTimeout is how long a step waits where no timeout line says so.
const DefaultTimeout = 5 * time.Second

// Transcript is one conversation. It may be used by several goroutines at once.
type Transcript struct {
	File  string // as it was named
	Steps []Step
}

// Step is one line.
type Step struct {
	Line   int    // from 1
	Text   string // as it stands there, without the blanks around it
	Name   string // of the connection; empty for the one without a name
	Action Action
}

// Action is what a step does: an Open, Send, Expect, Ignore, Capture, Timeout,
// Quiet, Close or Closed.
type Action any

// Values are what capture lines have kept so far.
type Values map[string]string

// Open connects.
type Open struct{ url words }

// Send sends one message.
type Send struct{ message words }

// Expect waits for a message.
type Expect struct {
	Skip    bool // those that don't match
	pattern pattern
}

// Ignore has messages skipped from here on, of all connections if All.
type Ignore struct {
	All     bool
	pattern pattern
}

// Capture keeps a value of the last message.
type Capture struct {
	Variable string
	filter   words
}

// Timeout is how long each step waits from here on.
type Timeout struct{ Limit time.Duration }

// Quiet wants no message for this long, from a connection that stands.
type Quiet struct{ For time.Duration }

// Close closes the connection. Code is 0 for none.
type Close struct {
	Code   int
	reason words
}

// Closed waits for the server to close. Code is 0 where any will do.
type Closed struct {
	Code   int
	reason *pattern // nil: any
}

// URL is where to connect to.
func (a Open) URL(v Values) string { return a.url.expand(v, matcher.AsItIs) }

// Message is what to send. An error is a *matcher.SyntaxError, of a line with
// values in it.
func (a Send) Message(v Values) (codec.Type, []byte, error) {
	return matcher.ParseMessage(a.message.notation(v, matcher.MessageMark))
}

// Matcher is what the message must match. An error is a *matcher.SyntaxError,
// of a line with values in it.
func (a Expect) Matcher(v Values) (matcher.Matcher, error) { return a.pattern.matcher(v) }

// IsLiteral tells whether the line is one message, with no values in it.
func (a Expect) IsLiteral() bool {
	_, _, literal := matcher.MessageOf(a.pattern.fixed)
	return literal && !a.pattern.written.varies()
}

// Matcher is what messages to skip match. Errors are those of Expect.
func (a Ignore) Matcher(v Values) (matcher.Matcher, error) { return a.pattern.matcher(v) }

// Filter is in jq's language.
func (a Capture) Filter(v Values) string { return a.filter.expand(v, matcher.FillStrings) }

// Reason is what to close with. Errors are those of Send, and what
// client.CheckLenientClose has to say of it.
func (a Close) Reason(v Values) (string, error) {
	if len(a.reason) == 0 {
		return "", client.CheckLenientClose(a.Code, "")
	}
	t, reason, err := matcher.ParseMessage(a.reason.notation(v, matcher.MessageMark))
	switch {
	case err != nil:
		return "", err
	case t != codec.Text:
		return "", errors.New("a close reason is text")
	}
	return string(reason), client.CheckLenientClose(a.Code, string(reason))
}

// Reason is what the server's reason must match as if it were a text message;
// nil where any will do. Errors are those of Expect.
func (a Closed) Reason(v Values) (matcher.Matcher, error) {
	if a.reason == nil {
		return nil, nil
	}
	return a.reason.matcher(v)
}
