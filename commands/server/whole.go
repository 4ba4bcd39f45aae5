package server

import (
	"errors"
	"io"

	"wspipe/client"
)

// whole shows a message once it is complete, and counts the memory for it: the message, and the
// copy made by a format that encodes it. A client for which that is too much is dropped. broke
// shows a message that was cut off.
func (s *server) whole(c *servedClient, e client.MessageEvent, show func(io.Reader), broke func(begun io.Reader, err error)) {
	body := e.Reader()
	if _, whole := e.Whole(); whole { // it is in the connection's buffer
		show(body)
		return
	}
	held := &hoard{memory: &s.memory}
	defer held.release()
	_, err := io.Copy(held, body)
	copied := 0
	if err == nil && s.o.Output.Encodes() {
		copied = held.Len()
	}
	if err == nil && !s.memory.take(copied) {
		err, copied = errNoMemory, 0
	}
	defer s.memory.give(copied)
	switch {
	case errors.Is(err, errNoMemory):
		s.letGo(c, tooMuch(err))
	case err != nil: // the connection's error, which shows elsewhere
		broke(held, err)
	default:
		show(held)
	}
}
