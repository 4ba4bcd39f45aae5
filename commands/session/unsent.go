package session

import (
	"errors"
	"fmt"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// waits reports, once nothing more can be sent, whether a message was still waiting to be due.
func (s *sender) waits() bool {
	p, ok := s.source.(*pacer)
	return ok && p.more()
}

// where returns, for people, the position in the input of the last message that was passed on.
func (s *sender) where() string {
	if lines, ok := s.source.(*codec.Reader); ok && s.behind > 0 {
		return lines.WhereInBurst(s.behind)
	}
	return s.source.Where()
}

// unsent describes the part of the input that was not sent. n is how many messages of it were read,
// and all means that there are no others. It waits until nothing is in hand any more, which is soon
// after the last connection has ended.
func (s *sender) unsent() (n int, what string, all bool) {
	s.inHand.Lock()
	defer s.inHand.Unlock()
	if s.to.WS == nil || s.given == 0 && !s.all {
		return 0, "nothing of the input was sent", false
	}
	n = int(s.given - (s.to.WS.Sent() - s.first))
	if s.backlog != nil {
		s.backlog.settle(s.to.WS)
		n = s.backlog.len()
	}
	where := s.where()
	switch {
	case n <= 0:
		return 0, "what follows " + where + " was not sent", s.all
	case n == 1:
		return n, where + " and what follows was not sent", s.all
	}
	return n, fmt.Sprintf("%s, %s before it and what follows were not sent", where, status.Plural(n-1, "message")), s.all
}

// withUnsent adds to err what the end of the connection, or that there was none, kept from being sent. A server that stops
// reading early does so on purpose if that end was expected.
func (p *session) withUnsent(err error) error {
	if n := p.person.waiting(); n > 0 && err != nil && !p.connected && !status.Is[*status.SignalError](err) {
		return &status.UnfinishedError{Err: err, Missing: errors.New(status.Waited(n) + " not sent")}
	}
	ended := err == nil || status.Is[*client.CloseError](err) || status.Is[*client.TimeoutError](err) || status.Is[*client.ProtocolError](err)
	if !ended || !p.connected || p.ended().how >= settled || p.source == nil || p.o.Expected.Close != 0 {
		return err
	}
	n, what, all := p.sender.unsent()
	switch {
	case n == 0 && (all || !p.mustSendAll && !stdio.More(p.s.In) && !p.sender.waits()):
		return err
	case err != nil:
		return &status.UnfinishedError{Err: err, Missing: errors.New(what)}
	case p.mustSendAll:
		return status.Localf("the server closed before everything was sent: %s", what)
	}
	p.voice.Say(what + ": the connection closed")
	return nil
}
