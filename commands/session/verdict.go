package session

import (
	"errors"
	"fmt"
	"net/http"

	"wspipe/client"
	"wspipe/commands/status"
)

// verdict returns the result of the session if nothing that arrived has decided it already.
func (t *tally) verdict(end ending) error {
	var handshake *client.HandshakeError
	switch {
	case errors.As(end.err, &handshake):
		return t.rejected(handshake)
	case !end.opened:
		return end.err
	case t.Close != 0:
		return t.closed(end)
	case t.missing() != nil && (end.err == nil || end.waited):
		return t.missing()
	case t.onlyOpen():
		return nil
	}
	return end.err
}

// opened returns what is wrong with a handshake that succeeded.
func (t *tally) opened() error {
	if t.Status == 0 || t.Status == http.StatusSwitchingProtocols {
		return nil
	}
	return t.wrongStatus(status.CodeText(http.StatusSwitchingProtocols))
}

// rejected judges a failed handshake. A response with the expected status that is otherwise wrong
// is still an error.
func (t *tally) rejected(e *client.HandshakeError) error {
	switch {
	case t.Status == 0, t.Status == e.StatusCode && e.Problem != "":
		return e
	case t.Status == e.StatusCode:
		return nil
	case e.StatusCode == 0:
		return t.wrongStatus(e.Problem)
	}
	return t.wrongStatus(status.CodeText(e.StatusCode))
}

func (t *tally) wrongStatus(got string) error {
	return &status.UnmetError{Problem: fmt.Sprintf("--expect-status: expected %s, got %s", status.CodeText(t.Status), got)}
}

// closed judges the server's close. A timeout, or a protocol error, isn't one.
func (t *tally) closed(end ending) error {
	var closed *client.CloseError
	switch {
	case t.endsWith(end):
		return t.missing()
	case end.waited:
		return t.wrongClose("it had not closed when --wait ran out")
	case errors.As(end.err, &closed) && closed.Code == 1006:
		return t.wrongClose(status.Explain(end.err))
	case end.err == nil || closed != nil:
		return t.wrongClose("it closed with " + status.CloseText(end.code, end.reason))
	}
	return end.err
}

func (t *tally) wrongClose(got string) error {
	return &status.UnmetError{Problem: fmt.Sprintf("--expect-close: expected the server to close with %s, but %s", status.CloseText(t.Close, ""), got)}
}

// endsWith reports whether end is exactly what was expected, and so final.
func (e *Expected) endsWith(end ending) bool {
	var handshake *client.HandshakeError
	switch {
	case errors.As(end.err, &handshake):
		return e.Status == handshake.StatusCode && handshake.Problem == ""
	case !end.opened || e.Close == 0:
		return end.opened && e.onlyOpen()
	case end.waited && (end.code == 1006 || end.code == end.ours || end.code == 1005 && end.ours == 0):
		return false // the server's answer to our close
	}
	return end.code == e.Close && !status.Is[*client.TimeoutError](end.err) && !status.Is[*client.ProtocolError](end.err)
}
