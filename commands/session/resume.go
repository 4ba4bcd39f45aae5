package session

import (
	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/stdio"
	"wspipe/commands/terminal"
)

// resume waits for the next connection and first sends over it what the last one did not take.
func (s *sender) resume() error {
	s.resuming.Store(true)
	defer s.resuming.Store(false)
	for {
		next := s.relay.after(s.to.WS)
		s.backlog.settle(s.to.WS) // exact now that the connection has ended
		if next == nil {
			return client.ErrNotOpen
		}
		s.forget()
		s.to = stdio.Sending{WS: next}
		s.lost.Add(s.backlog.dropStreamed(s.voice))
		s.person.back(s.backlog.len())
		if s.backlog.resend(next) == nil {
			for _, m := range s.backlog.messages {
				s.person.passed(codec.Part{Data: m.data, Last: true})
			}
			return nil
		}
	}
}

// forget gives up, once, unsent messages that were meant for another server.
func (s *sender) forget() {
	if s.person == nil || s.to.WS == nil || !s.person.moved.Swap(false) {
		return
	}
	s.backlog.settle(s.to.WS)
	if edited, ok := s.person.screen.(*terminal.Terminal); ok {
		edited.GivenUp(s.backlog.len())
	}
	s.backlog.messages, s.backlog.size = nil, 0
}
