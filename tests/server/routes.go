package server

// A behaviour is everything the server does on one connection, beginning with the answer to the
// handshake.
type behaviour func(*Conn) error

// Every behaviour also understands ?id=NAME (the report's name), ?protocol=NAME (the subprotocol to
// answer with; "none" for none; default: the first one offered), ?header=LINE (an additional line
// of the answer, before the others), ?version=1.0 (of the answer) and ?digest=1 (hash what is
// received). /in-turn?then=PATH&then=PATH… uses one path after the other, one per connection.
var routes = map[string]behaviour{
	// answers
	"/echo":    opened(echo),    // frame for frame, in constant memory
	"/late":    opened(late),    // echo each message ?after=300ms, unless the client has closed by then
	"/count":   opened(count),   // nothing, until the client's Close; waits at ?gate= and answers it with "n=… bytes=…"
	"/headers": opened(headers), // the request as JSON, including its original lines and what TLS agreed on, then as /silent
	"/silent":  opened(silent),  // nothing at all but the closing handshake

	// sends
	"/burst":     opened(burst),     // ?n=10 numbered messages of ?size= bytes ?every=0s, waits at ?gate=, closes with ?code=1000 (-1: stays) &reason=
	"/mix":       opened(mix),       // every kind of message that some tool has altered, then Close
	"/big":       opened(big),       // one message of ?size= bytes in ?frames=1 ?every=0s, ?type=binary, then ?gate= and Close
	"/fragments": opened(fragments), // text cut inside its characters, with pings between the fragments
	"/drip":      opened(drip),      // a frame of ?size=10 one byte ?every=20ms
	"/ping":      opened(ping),      // ?n=3 pings; says "pong NAME" for each that was answered

	// ends
	"/close":             opened(closeAfter),      // Close ?code=1000 (0: empty) &reason= after ?after=0 messages
	"/no-close-answer":   opened(noCloseAnswer),   // never answers the client's Close; sends ?n=0 messages first
	"/reply-after-close": opened(replyAfterClose), // ?n=10 messages between the client's Close and its own
	"/drop":              opened(drop),            // ends in a message of ?size=100 bytes after ?sent=10, ?how=fin or rst
	"/half":              opened(half),            // the first frame of a message of two frames, then Close 1000, or ?end=fin or rst
	"/chatty":            opened(chatty),          // a message every 20ms, even after the client's Close
	"/drop-now":          opened(dropNow),         // ends without Close after receiving ?after=0 and sending ?n=0 messages, ?how=fin or rst
	"/drop-on-close":     opened(dropOnClose),     // sends ?n=0 messages; answers the client's Close with a bare end of the connection
	"/ignore-pings":      opened(ignorePings),     // reads everything, answers only Close
	"/slow-reader":       opened(slowReader),      // reads nothing until ?gate= opens, then counts as /count does

	// handshakes
	"/mute-handshake": muteHandshake,              // never answers
	"/slow-handshake": slowHandshake,              // answers ?after=300ms, then echoes
	"/reject":         reject,                     // ?status=403 &body= (&repeat= times) &location= &header= &stall=1 (the body never ends)
	"/login":          digestLogin,                // requires a login by Digest, see login.go
	"/redirect-loop":  redirectLoop,               // to itself
	"/drop-handshake": dropHandshake,              // ends the connection instead of answering
	"/garbage":        garbage,                    // answers something that isn't HTTP
	"/http2":          answersInHTTP2,             // answers in HTTP/2
	"/tls-alert":      speaksTLS,                  // answers like a TLS server
	"/bad-accept":     openedWrongly("accept"),    // a wrong Sec-WebSocket-Accept
	"/no-upgrade":     openedWrongly("upgrade"),   // a 101 without Upgrade
	"/extension":      openedWrongly("extension"), // an extension nobody asked for
}

// opened answers the handshake properly and continues with then.
func opened(then behaviour) behaviour {
	return func(c *Conn) error {
		if err := c.accept(""); err != nil {
			return err
		}
		return then(c)
	}
}

// openedWrongly spoils the handshake in one way and then sends a message, to check that the client
// ignores it.
func openedWrongly(how string) behaviour {
	return func(c *Conn) error {
		if err := c.accept(how); err != nil {
			return err
		}
		c.send(opText, []byte("must not be seen"))
		return c.drain()
	}
}
