package session

import (
	"errors"
	"io"
	"sync"
	"sync/atomic"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/recording"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// sender moves messages from the source to the current connection. With a relay and a backlog it
// goes on with the next connection when one ends; without them, it uses only the first.
type sender struct {
	source  codec.Source
	relay   *relay
	backlog *backlog
	voice   *stdio.Voice
	// recorder records what is sent.
	recorder *recording.Recorder
	person   *person
	resuming atomic.Bool // it is waiting for another connection

	to       stdio.Sending
	skipping bool // the rest of a message that was cut off
	ahead    codec.Burst
	behind   int // messages of the last burst that weren't passed on

	given int64 // messages handed to ws, sent or not; first is how many it had sent before
	first int64

	// inHand is held except while the source may block: whoever holds it knows that nothing already
	// read is still on its way.
	inHand sync.Mutex
	all    bool         // everything was sent; needs inHand
	lost   atomic.Int32 // messages that were cut off
}

// sendAll sends everything from the source, over ws first, and decides how the session goes on.
func (p *session) sendAll(ws *client.WebSocket) {
	if p.source == nil {
		p.stopWhenQuiet()
		return
	}
	err := p.sender.run(ws, p.o.Wait == 0)
	switch {
	case err == nil:
		p.stopWhenQuiet()
	case status.Is[*status.LocalError](err):
		p.stop(settled, err)
	default: // the connection's error, which Run returns
		p.hurryProgram()
	}
}

// run returns nil when everything was sent, or an error of the source or the connection. It flushes
// the queue whenever the source might block; at the end, if a Close frame follows at once, the rest
// leaves with that.
func (s *sender) run(ws *client.WebSocket, closeFollows bool) error {
	s.inHand.Lock()
	defer s.inHand.Unlock()
	s.to.WS, s.first = ws, ws.Sent()
	s.backlog.begin(s.to.WS)
	for {
		err := s.burst()
		if err == nil && !s.source.Buffered() {
			err = s.flush()
		}
		if err != nil {
			return err
		}
		part, err := s.next()
		switch {
		case err == nil:
			if err := s.send(part); err != nil {
				return err
			}
		case errors.Is(err, client.ErrNotOpen):
			return err
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
	}
}

// burst passes on all whole messages at hand in one go, if nothing needs to look at each.
func (s *sender) burst() error {
	lines, ok := s.source.(*codec.Reader)
	if !ok || s.backlog != nil || s.recorder != nil || s.to.Within() {
		return nil
	}
	if lines.Burst(&s.ahead); len(s.ahead.Data) == 0 {
		return nil
	}
	n, err := s.to.WS.QueueAll(client.Type(s.ahead.Type), s.ahead.Data)
	s.given += int64(n)
	if err == nil {
		return nil
	}
	s.given++
	s.behind = len(s.ahead.Data) - n - 1
	return s.explained(err)
}

// explained adds the position in the input to an error about a message that can't be sent.
func (s *sender) explained(err error) error {
	if problem := stdio.Unsendable(s.where(), err); problem != nil {
		_ = s.to.WS.Flush()
		return problem
	}
	return err
}

// next returns the next part. It must be called with inHand held, and releases it while it may
// block.
func (s *sender) next() (codec.Part, error) {
	if s.source.Buffered() {
		return s.source.Next()
	}
	s.inHand.Unlock()
	defer s.inHand.Lock()
	return s.source.Next()
}

// send passes one part on, to the next connection if necessary.
func (s *sender) send(part codec.Part) error {
	if s.skipping {
		s.skipping = !part.Last
		return nil
	}
	err := s.pass(part)
	if err == nil {
		s.person.passed(part)
		return nil
	}
	err = s.explained(err)
	if s.backlog == nil || status.Is[*status.LocalError](err) {
		return err
	}
	if s.to.Within() || !part.Last {
		s.lost.Add(s.voice.CutOff(s.source.Where()))
		s.skipping = !part.Last
	}
	return s.resume()
}

// pass gives part to the connection, and tells the backlog and the recorder.
func (s *sender) pass(part codec.Part) error {
	kind, first := client.Type(part.Type), !s.to.Within()
	switch {
	case part.Type == codec.Ping:
		return s.to.Pass(part)
	case first && part.Last:
		s.given++
		s.backlog.add(kind, part.Data, s.to.WS)
		sending := s.recorder.Sending(kind, part.Data)
		err := s.to.Pass(part)
		s.recorder.Sent(sending, err)
		return err
	case first:
		s.given++
	}
	s.recorder.Gather(part.Data)
	if !part.Last {
		return s.to.Pass(part)
	}
	sending := s.recorder.SendingGathered(kind)
	err := s.to.Pass(part)
	s.recorder.Sent(sending, err)
	if err == nil {
		s.backlog.addStreamed(s.source.Where(), s.to.WS)
	}
	return err
}

func (s *sender) flush() error {
	err := s.to.WS.Flush()
	if err == nil || s.backlog == nil {
		return err
	}
	if s.to.Within() { // its rest isn't sent
		s.lost.Add(s.voice.CutOff(s.source.Where()))
		s.skipping = true
	}
	return s.resume()
}
