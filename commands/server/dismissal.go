package server

import (
	"errors"
	"fmt"
	"time"

	"wspipe/commands/status"
)

// dismissal is the reason why we closed a client, as an error.
type dismissal struct {
	code   int
	reason string // sent to the client
	text   string // for stderr, after the client's number
	status int    // with --once
}

func (d *dismissal) Error() string { return d.text + ": closed with " + status.CloseText(d.code, "") }

// Status returns the exit status of serve with --once.
func (d *dismissal) Status() int { return d.status }

const (
	goingAway     = 1001
	internalError = 1011
	tryAgainLater = 1013
)

func tooSlow() *dismissal {
	return &dismissal{tryAgainLater, "too slow", "reads too slowly", status.Local}
}

func tooMuch(problem error) *dismissal {
	if errors.Is(problem, errNoMemory) {
		return &dismissal{tryAgainLater, "too much to hold", "would need too much memory, of which --max-memory allows no more", status.Local}
	}
	return &dismissal{tryAgainLater, "too much to hold", "reads nothing of what is sent back, of which --max-message-size allows no more to be held", status.Local}
}

func tooSilent(limit time.Duration) *dismissal {
	return &dismissal{goingAway, "idle", fmt.Sprintf("said nothing for %v", limit), status.Timeout}
}

func failed(err error) *dismissal {
	return &dismissal{internalError, "", "has a program that went wrong: " + err.Error(), status.Local}
}

func faulty(err error) *dismissal {
	return &dismissal{internalError, "", "met " + status.Complaint(err), status.Fault}
}

// letGo closes a client, and waits for it no longer than for any other. The first reason counts.
func (s *server) letGo(c *servedClient, why *dismissal) {
	s.mu.Lock()
	first := c.dismissed == nil
	if first {
		c.dismissed = why
	}
	s.mu.Unlock()
	if !first {
		return
	}
	if !s.endsWithClient() { // otherwise ended reports it
		s.voice.Say((&clientError{c.number, why}).Error())
	}
	_ = c.ws.Close(why.code, why.reason)
	s.terminateLater(c)
}

// terminateLater terminates a client that was asked to close, unless it is still reading what is
// held for it.
func (s *server) terminateLater(c *servedClient) {
	limit := s.o.Client.CloseTimeout
	time.AfterFunc(limit, func() {
		if c.held != nil && c.held.tookWithin(limit) {
			s.terminateLater(c)
			return
		}
		c.terminate()
	})
}

func (s *server) dismissalOf(c *servedClient) *dismissal {
	s.mu.Lock()
	defer s.mu.Unlock()
	return c.dismissed
}

// awaitSilence closes a client that sends nothing for too long.
func (s *server) awaitSilence(c *servedClient) {
	limit := s.o.IdleTimeout
	for wait := limit; ; {
		select {
		case <-c.over:
			return
		case <-time.After(wait):
		}
		silence := c.ws.Silence()
		if silence >= limit {
			s.letGo(c, tooSilent(limit))
			return
		}
		wait = limit - silence
	}
}
