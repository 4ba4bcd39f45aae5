package session

import (
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// sender moves messages from the source to the connection there is. With a
// backlog it goes on with the next one when that ends.
type sender struct {
	source  codec.Source
	relay   *relay
	backlog *backlog // nil: the first connection is the only one
	voice   *stdio.Voice
	// recorder is told what is sent.
	recorder *recorder

	ws       *client.WebSocket
	message  io.WriteCloser // of a message in parts
	skipping bool           // the rest of a message that was cut off

	given int64 // messages handed to ws, be it in vain, and how many it had sent before
	first int64

	// inHand is held but while the source may be waited for: whoever has it
	// knows that nothing which was read is still on its way.
	inHand sync.Mutex
	all    bool         // was sent that there was; with inHand
	lost   atomic.Int32 // messages that were cut off
}

// sendAll sends what there is to send and decides how the session goes on.
func (p *session) sendAll() {
	if p.source == nil {
		p.stopWhenQuiet()
		return
	}
	err := p.sender.run(p.o.Wait == 0)
	switch {
	case err == nil:
		p.stopWhenQuiet()
	case status.Is[*status.LocalError](err):
		p.stop(settled, err)
	}
	// Any other error is the connection's, and Run returns it.
}

// run returns nil when everything was sent, or an error of the source or of
// the connection. What was queued leaves whenever the source might make us
// wait, and with the Close frame if that follows at once.
func (s *sender) run(closeFollows bool) error {
	s.inHand.Lock()
	defer s.inHand.Unlock()
	s.ws = s.relay.after(nil)
	s.first = s.ws.Sent()
	s.backlog.begin(s.ws)
	for {
		part, err := s.next()
		switch {
		case err == nil:
			err = s.send(part)
		case !errors.Is(err, io.EOF):
			_ = s.flush()
			return status.InputError(err)
		case closeFollows && s.backlog == nil:
			s.all = true
			return nil
		default:
			err = s.flush()
			s.all = err == nil
			return err
		}
		if err == nil && !s.source.Buffered() {
			err = s.flush()
		}
		if err != nil {
			return err
		}
	}
}

// next returns with inHand, which it lets go while it may have to wait.
func (s *sender) next() (codec.Part, error) {
	if s.source.Buffered() {
		return s.source.Next()
	}
	s.inHand.Unlock()
	defer s.inHand.Lock()
	return s.source.Next()
}

// unsent says what of the input was not sent; n is how many messages of it
// were read, and all means that there are no others. It waits until nothing is
// in hand any more, which is soon after the last connection has ended.
func (s *sender) unsent() (n int, what string, all bool) {
	s.inHand.Lock()
	defer s.inHand.Unlock()
	if s.ws == nil {
		return 0, "nothing of the input was sent", false
	}
	n = int(s.given - (s.ws.Sent() - s.first))
	if s.backlog != nil {
		s.backlog.settle(s.ws)
		n = s.backlog.len()
	}
	where := s.source.Where()
	switch {
	case n <= 0:
		return 0, "what follows " + where + " was not sent", s.all
	case n == 1:
		return n, where + " and what follows was not sent", s.all
	}
	return n, fmt.Sprintf("%s, %s before it and what follows were not sent", where, status.Plural(n-1, "message")), s.all
}

// send passes one part on, if need be to the next connection.
func (s *sender) send(part codec.Part) error {
	if s.skipping {
		s.skipping = !part.Last
		return nil
	}
	err := s.pass(part)
	if err == nil {
		return nil
	}
	if err := s.notSendable(err); err != nil {
		return err
	}
	if s.backlog == nil {
		return err
	}
	if s.message != nil || !part.Last {
		s.lost.Add(s.voice.CutOff(s.source.Where()))
		s.message, s.skipping = nil, !part.Last
	}
	return s.resume()
}

// pass gives a whole message to the connection at once and a longer one
// through a writer.
func (s *sender) pass(part codec.Part) error {
	if part.Type == codec.Ping {
		return s.ws.Ping(part.Data)
	}
	kind := client.Type(part.Type)
	if s.message == nil {
		s.given++
		if part.Last {
			s.backlog.add(kind, part.Data, s.ws)
			s.recorder.sending(kind, part.Data)
			err := s.ws.Queue(kind, part.Data)
			s.recorder.sent(err)
			return err
		}
		var err error
		if s.message, err = s.ws.NewWriter(kind); err != nil {
			return err
		}
	}
	s.recorder.gather(part.Data)
	if _, err := s.message.Write(part.Data); err != nil || !part.Last {
		return err
	}
	s.recorder.sendingGathered(kind)
	err := s.message.Close()
	s.recorder.sent(err)
	if err != nil {
		return err
	}
	s.message = nil
	s.backlog.addStreamed(s.source.Where(), s.ws)
	return nil
}

func (s *sender) flush() error {
	if err := s.ws.Flush(); err != nil && s.backlog != nil {
		return s.resume()
	} else if err != nil {
		return err
	}
	return nil
}

// resume waits for the next connection and sends over it first what the last
// one did not take.
func (s *sender) resume() error {
	for {
		next := s.relay.after(s.ws)
		s.backlog.settle(s.ws) // the connection has ended: now it is exact
		if next == nil {
			return client.ErrNotOpen
		}
		s.ws = next
		s.lost.Add(s.backlog.dropStreamed(s.voice))
		if s.backlog.resend(next) == nil {
			return nil
		}
	}
}

// notSendable says where the input stood that can't be sent, or returns nil
// if that isn't what err is about.
func (s *sender) notSendable(err error) error {
	switch {
	case errors.Is(err, client.ErrNotUTF8):
		_ = s.ws.Flush()
		return status.Localf("%s is not UTF-8, as text must be (--binary sends any bytes)", s.source.Where())
	case errors.Is(err, client.ErrPingTooLong):
		_ = s.ws.Flush()
		return status.Localf("%s: %w", s.source.Where(), err)
	}
	return nil
}
