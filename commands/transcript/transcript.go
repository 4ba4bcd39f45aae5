// Package transcript reads conversations as people write them down, and writes
// them as they happen. A line is a step:
//
//	url ws://127.0.0.1:8080/chat   connect; beneath it header, subprotocol, origin,
//	                               user, compress and insecure
//	opened MATCHER                 what the open event says, as in --json
//	rejected 403 [MATCHER]         the handshake must be answered so
//	> hello                        send: TEXT, "…", hex:, base64: or @FILE
//	>? MATCHER                     what a mock expects in place of the line above
//	< MATCHER                      the next message must match
//	<< MATCHER                     skip messages until one matches
//	<& MATCHER, <<& MATCHER        the same, and lines in a row in any order
//	<? MATCHER                     what check expects in place of the line above
//	ignore MATCHER                 such messages are skipped from here on
//	never MATCHER                  no message may match from here on
//	answer MATCHER => MESSAGE      such messages are answered from here on
//	every 10s MESSAGE              send this from here on
//	split "\n"                     each message is as many as it has parts
//	capture NAME FILTER            keep what jq makes of the last message; or
//	                               /RE/, or hex 4..8
//	set NAME FILTER                keep what jq makes of values
//	run COMMAND                    in a shell
//	print [FILTER]                 show the last message
//	save FILE [FILTER]             and keep it
//	timeout 2s                     how long each step waits from here on
//	quiet 200ms                    no message may come for this long
//	sleep 1s, ping [TEXT]          wait, or wait for a pong
//	drop, nopong                   break the connection; answer no pings
//	include FILE                   the lines of another file
//	close 1000 bye                 close ourselves
//	closed 4001 /kicked/           the server must close: code, and reason
//
// With @NAME before it a line is about the connection of that name. ${NAME} and
// ${NAME:-default} stand for a value, $${ for ${ itself. Lines that begin with #
// are comments.
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
	// Asked are the values that only the run brings, at each place.
	Asked []Asked
}

// Asked is a place where a value goes, and what stands there while it is empty.
type Asked struct {
	Line          int
	Name, Default string
}

// Step is one line.
type Step struct {
	File   string // where it stands, if that isn't the transcript itself
	Line   int    // from 1
	Text   string // as it stands there, without the blanks around it
	Name   string // of the connection; empty for the one without a name
	Action Action
}

// Action is what a step does: one of the types in this package that have a
// line's name.
type Action any

// Values are what the run has brought so far, by name.
type Values map[string]string

// Open connects.
type Open struct {
	url       words
	handshake *handshake
}

// Opened holds the open event against a matcher.
type Opened struct{ pattern pattern }

// Rejected wants the handshake to be answered with Code.
type Rejected struct {
	Code int
	body *pattern // nil: any
}

// Send sends one message.
type Send struct {
	message message
	loose   *pattern
}

// Expect waits for a message.
type Expect struct {
	Skip    bool // those that don't match
	Row     *Row // of lines that match in any order; nil for a line by itself
	pattern pattern
	loose   *pattern
}

// Row are lines that messages match in any order.
type Row struct{ Steps []Step }

// Ignore has messages skipped from here on, of all connections if All.
type Ignore struct {
	All     bool
	pattern pattern
}

// Never has no message match from here on, of all connections if All.
type Never struct {
	All     bool
	pattern pattern
}

// Answer has messages answered from here on, of all connections if All.
type Answer struct {
	All     bool
	pattern pattern
	message message
}

// Every sends a message again and again.
type Every struct {
	Interval time.Duration
	message  message
}

// Split makes several messages of one, of all connections if All.
type Split struct {
	All       bool
	Separator string
}

// Capture keeps a value of what was last looked at: what a filter makes of it,
// what a regular expression finds, or the bytes From up to To.
type Capture struct {
	Variable string
	From, To int
	filter   words
	regex    *pattern
}

// Set keeps what a script makes of values.
type Set struct {
	Variable string
	filter   words
	given    Values
}

// Run has a shell run Command, which finds the values in its environment.
type Run struct{ Command string }

// Print shows what was last looked at, or what a filter makes of it.
type Print struct{ filter words }

// Save writes that to a file.
type Save struct {
	Base64 bool // it is decoded first
	file   words
	filter words
}

// Sleep waits.
type Sleep struct{ For time.Duration }

// Ping waits for the pong of a ping with Text.
type Ping struct{ text words }

// Drop breaks the connection.
type Drop struct{}

// Nopong answers no ping from here on.
type Nopong struct{}

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
func (a Open) URL(v Values) string { return a.url.expand(v, inURL) }

// Matcher is what the open event must match. Errors are those of Expect.
func (a Opened) Matcher(v Values) (matcher.Matcher, error) { return a.pattern.matcher(v) }

// Body is what the body of the answer must match; nil where any will do. Errors
// are those of Expect.
func (a Rejected) Body(v Values) (matcher.Matcher, error) { return a.body.matcherOrNil(v) }

// Message is what to send. An error is a *matcher.SyntaxError, of a line with
// values in it.
func (a Send) Message(v Values) (codec.Type, []byte, error) { return a.message.expand(v) }

// Loose is what a mock expects in place of the message; nil: just that. Errors
// are those of Expect.
func (a Send) Loose(v Values) (matcher.Matcher, error) { return a.loose.matcherOrNil(v) }

// Matcher is what the message must match. An error is a *matcher.SyntaxError,
// of a line with values in it.
func (a Expect) Matcher(v Values) (matcher.Matcher, error) {
	if a.loose != nil {
		return a.loose.matcher(v)
	}
	return a.pattern.matcher(v)
}

// Written is the matcher of the line itself, whatever stands in place of it: the
// message that a mock sends, if MessageOf finds one. Errors are those of Matcher.
func (a Expect) Written(v Values) (matcher.Matcher, error) { return a.pattern.matcher(v) }

// IsLiteral tells whether the line is one message, with no values in it and
// nothing in place of it.
func (a Expect) IsLiteral() bool {
	_, _, literal := matcher.MessageOf(a.pattern.fixed)
	return literal && a.loose == nil && !a.pattern.written.varies()
}

// IsMessage tells whether the line is one message, whatever its values will be.
func (a Expect) IsMessage() bool { return a.pattern.isMessage() }

// Matcher is what messages to skip match. Errors are those of Expect.
func (a Ignore) Matcher(v Values) (matcher.Matcher, error) { return a.pattern.matcher(v) }

// Matcher is what no message may match. Errors are those of Expect.
func (a Never) Matcher(v Values) (matcher.Matcher, error) { return a.pattern.matcher(v) }

// Matcher is what messages to answer match. Errors are those of Expect.
func (a Answer) Matcher(v Values) (matcher.Matcher, error) { return a.pattern.matcher(v) }

// Message is the answer; v also has what the groups of the matcher found.
// Errors are those of Send.
func (a Answer) Message(v Values) (codec.Type, []byte, error) { return a.message.expand(v) }

// Message is what to send. Errors are those of Send.
func (a Every) Message(v Values) (codec.Type, []byte, error) { return a.message.expand(v) }

// Filter is in jq's language; empty where it is another way.
func (a Capture) Filter(v Values) string { return a.filter.expand(v, matcher.FillStrings) }

// Regex is for matcher.Find; nil where it is another way. Errors are those of
// Expect.
func (a Capture) Regex(v Values) (matcher.Matcher, error) { return a.regex.matcherOrNil(v) }

// Script makes the value. An error is a *matcher.SyntaxError, of a line with
// values in it.
func (a Set) Script(v Values) (*matcher.Script, error) {
	return matcher.ParseScript(a.filter.expand(v, matcher.FillStrings))
}

// Value is what $NAME stands for in the script.
func (a Set) Value(v Values, name string) string {
	if value, ok := v[name]; ok {
		return value
	}
	return a.given[name]
}

// Filter is in jq's language; empty for all of the message.
func (a Print) Filter(v Values) string { return a.filter.expand(v, matcher.FillStrings) }

// Filter is in jq's language; empty for all of the message.
func (a Save) Filter(v Values) string { return a.filter.expand(v, matcher.FillStrings) }

// File is where to write to.
func (a Save) File(v Values) string { return a.file.expand(v, matcher.AsItIs) }

// Text is what the ping has with it.
func (a Ping) Text(v Values) string { return a.text.expand(v, matcher.AsItIs) }

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
	return a.reason.matcherOrNil(v)
}

// IsMessage tells whether the reason is text rather than a matcher for several.
func (a Closed) IsMessage() bool { return a.reason == nil || a.reason.isMessage() }
