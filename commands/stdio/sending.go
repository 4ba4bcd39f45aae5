package stdio

import (
	"errors"
	"io"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/status"
)

// Sending passes messages from a codec.Source to one connection, for one goroutine at a time. The
// zero value, with a WS, is ready to use.
type Sending struct {
	WS      *client.WebSocket
	message io.WriteCloser // for a message in parts
}

// Within reports whether a message in parts is in progress.
func (s *Sending) Within() bool { return s.message != nil }

// Pass sends a whole message directly, and a longer one through a writer. It may leave it in the
// connection's buffer, as Queue does.
func (s *Sending) Pass(p codec.Part) error {
	switch {
	case p.Type == codec.Ping:
		return s.WS.Ping(p.Data)
	case s.message == nil && p.Last:
		return s.WS.Queue(client.Type(p.Type), p.Data)
	case s.message == nil:
		var err error
		if s.message, err = s.WS.NewWriter(client.Type(p.Type)); err != nil {
			return err
		}
	}
	if _, err := s.message.Write(p.Data); err != nil || !p.Last {
		return err
	}
	err := s.message.Close()
	s.message = nil
	return err
}

// Unsendable explains an error about a message that can't be sent, which was at where in the input.
// For any other error it returns nil.
func Unsendable(where string, err error) error {
	switch {
	case errors.Is(err, client.ErrNotUTF8):
		return status.Localf("%s is not UTF-8, as text must be (--binary sends any bytes)", where)
	case errors.Is(err, client.ErrPingTooLong):
		return status.Localf("%s: %w", where, err)
	}
	return nil
}
