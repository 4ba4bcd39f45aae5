package session

import (
	"sync"
	"time"

	"wspipe/client"
	"wspipe/codec"
)

// Pace is how fast messages are sent. The zero value sends them as fast as they come.
type Pace struct {
	// Interval is the minimum time between two messages.
	Interval time.Duration
	// Recorded keeps the pauses between the times in lines of JSON.
	Recorded bool
}

// pacer holds messages back until they are due.
type pacer struct {
	codec.Source
	pace Pace
	// over is closed when nothing more can be sent.
	over <-chan struct{}

	reading     sync.Mutex
	within      bool      // a message that is sent in parts
	next        time.Time // when the next message may be sent
	begun       time.Time // when the first one was sent
	firstRecord time.Time // the time that it was recorded with
}

// paced returns p.source, slowed down to the requested pace.
func (p *session) paced(over <-chan struct{}) codec.Source {
	if p.source == nil || p.o.Pace == (Pace{}) {
		return p.source
	}
	return &pacer{Source: p.source, pace: p.o.Pace, over: over}
}

// Buffered returns false while the pacer has to wait, so that earlier messages are flushed.
func (p *pacer) Buffered() bool {
	return (p.within || !p.pace.Recorded && !time.Now().Before(p.next)) && p.Source.Buffered()
}

func (p *pacer) Next() (codec.Part, error) {
	if !p.within && !p.sleepUntil(p.next) {
		return codec.Part{}, client.ErrNotOpen
	}
	part, err := p.read()
	if err != nil {
		return part, err
	}
	if !p.within && p.pace.Recorded {
		due, err := p.due()
		if err != nil {
			return codec.Part{}, err
		}
		if !p.sleepUntil(due) {
			return codec.Part{}, client.ErrNotOpen
		}
	}
	if p.within = !part.Last; part.Last && p.pace.Interval > 0 {
		p.next = time.Now().Add(p.pace.Interval)
	}
	return part, nil
}

func (p *pacer) read() (codec.Part, error) {
	p.reading.Lock()
	defer p.reading.Unlock()
	return p.Source.Next()
}

// more reports, at the end of the session, whether a message was waiting to be due. It returns
// false while the source is being read.
func (p *pacer) more() bool {
	if !p.reading.TryLock() {
		return false
	}
	defer p.reading.Unlock()
	if !p.Source.Buffered() {
		return false
	}
	_, err := p.Source.Next()
	return err == nil
}

// due returns when to send the message that was read: as long after the first one as it was
// recorded. A message without a time follows at once.
func (p *pacer) due() (time.Time, error) {
	lines, ok := p.Source.(interface{ When() (time.Time, error) })
	if !ok {
		return time.Time{}, nil
	}
	at, err := lines.When()
	if err != nil || at.IsZero() {
		return time.Time{}, err
	}
	if p.firstRecord.IsZero() {
		p.begun, p.firstRecord = time.Now(), at
	}
	return p.begun.Add(at.Sub(p.firstRecord)), nil
}

// sleepUntil returns false if the session ends first.
func (p *pacer) sleepUntil(at time.Time) bool {
	wait := time.Until(at)
	if wait <= 0 {
		return true
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-p.over:
		return false
	}
}
