// Package transcript reads conversations as people write them down, and writes
// them as they happen. A line is a step:
//
//	url ws://127.0.0.1:8080/chat   connect; beneath it header, subprotocol, origin,
//	                               user, compress and insecure
//	opened MATCHER                 what the open event says, as in --json
//	rejected 403 [MATCHER]         the handshake must be answered with this
//	> hello                        send: TEXT, "…", hex:, base64: or @FILE
//	>? MATCHER                     what a mock expects in place of the line above
//	< MATCHER                      the next message must match
//	<< MATCHER                     skip messages until one matches
//	<& MATCHER, <<& MATCHER        the same, and lines in a row in any order
//	<? MATCHER                     what check expects in place of the line above
//	ignore MATCHER                 skip matching messages from here on
//	never MATCHER                  no message may match from here on
//	answer MATCHER => MESSAGE      answer matching messages from here on
//	every 10s MESSAGE              send this from here on
//	split "\n"                     split each message into several
//	capture NAME FILTER            store the result of jq on the last message;
//	                               or /RE/, or hex 4..8
//	set NAME FILTER                store the result of jq on values
//	run COMMAND                    run a command in a shell
//	print [FILTER]                 show the last message
//	save FILE [FILTER]             write it to a file
//	timeout 2s                     how long each step waits from here on
//	quiet 200ms                    no message may come for this long
//	sleep 1s, ping [TEXT]          wait, or wait for a pong
//	drop, nopong                   break the connection; answer no pings
//	include FILE                   the lines of another file
//	close 1000 bye                 close the connection ourselves
//	closed 4001 /kicked/           the server must close with this code and reason
//
// A line that begins with @NAME is about the connection of that name. ${NAME} and ${NAME:-default}
// are replaced by a value, $${ by ${ itself. Lines that begin with # are comments.
package transcript

// Transcript is one conversation. It may be used by several goroutines at once.
type Transcript struct {
	File  string // as it was named
	Steps []Step
	// Asked lists the places of all values that are only known during the run.
	Asked []Asked
}

// Asked is a place for a value, with the default for when the value is empty.
type Asked struct {
	Line          int
	Name, Default string
}

// Step is one line.
type Step struct {
	File   string // the file of the line, if that isn't the transcript itself
	Line   int    // from 1
	Text   string // the line as written, without the blanks around it
	Name   string // of the connection; empty for the one without a name
	Action Action
}

// Action is what a step does: one of the types in this package that are named after a kind of line.
type Action any

// Values are the values that the run has produced so far, by name.
type Values map[string]string
