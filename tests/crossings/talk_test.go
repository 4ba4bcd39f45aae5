//go:build unix

package crossings

import (
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"
)

// part is what the peer does on one connection.
type part struct {
	c        *crossing
	messages []message
	late     []message // after our Close
	// complete reports whether the peer has received all that it waits for.
	complete func(*heard) bool
	end      string // of the dimension, or "1012"
	ready    func() // called once the peer has sent and received everything
}

// ownClose returns the Close frame that the peer begins with.
func ownClose(end string) (code int, reason string, ok bool) {
	switch end {
	case "early":
		return 1000, "", true
	case "4001":
		return 4001, "kicked out", true
	case "1011":
		return 1011, "it broke", true
	case "cut":
		return 4002, "cut", true
	}
	code, err := strconv.Atoi(end)
	return code, "", err == nil
}

// play plays the peer's part and returns when the connection is over.
func (p *peer) play(s part) {
	reading := make(chan struct{})
	read := func() {
		defer close(reading)
		p.read()
	}
	// An echo's peer that reads slowly starts to read after it has sent everything.
	silent := s.c.echoes() && s.c.is(turn, "after")
	if !silent {
		go read()
	}
	over := make(chan struct{})
	go p.answerPings(over)
	stop := p.tick(s.c.is(pings, "ticking"))
	if s.c.is(turn, "after") && !s.c.echoes() {
		p.await("all that we send", func(h *heard) bool { return s.complete(h) || h.closed })
	}
	if !s.c.is(signal, "none") {
		p.greet()
	}
	p.holdPongs(s.c.is(keepalive, "late"))
	for i, m := range s.messages {
		p.say(s.c, i, len(s.messages), m)
	}
	p.holdPongs(false)
	if silent {
		go read()
	}
	p.finish(s, stop)
	stop()
	<-reading
	p.conn.Close()
	close(over)
}

// greet ensures that the program knows that the connection is open.
func (p *peer) greet() {
	p.ping()
	p.await("the first pong", func(h *heard) bool { return len(h.pongs) > 0 })
}

func (p *peer) finish(s part, stopTicks func()) {
	code, reason, closes := ownClose(s.end)
	if s.end != "early" && !s.c.weEndsAs(s.end) {
		p.await("all that we send", func(h *heard) bool { return s.complete(h) || h.closed })
		p.awaitLastPong()
	}
	switch {
	case s.c.weEndsAs(s.end):
		p.takeClose(s, stopTicks)
	case s.end == "half", s.end == "cut":
		p.sayHalf()
	}
	if closes {
		stopTicks()
		p.sendClose(code, reason)
		p.await("our Close", func(h *heard) bool { return h.closed })
	}
	if !p.masks || !closes {
		p.shut()
	}
	p.await("the end of the connection", func(*heard) bool { return false })
}

func (c *crossing) weEndsAs(end string) bool {
	return slices.Contains([]string{"answer", "late", "deaf", "vanish"}, end)
}

// takeClose does what the peer does about our Close.
func (p *peer) takeClose(s part, stopTicks func()) {
	if s.complete != nil && !s.c.is(signal, "none") {
		p.await("all that we send", func(h *heard) bool { return s.complete(h) || h.closed })
	}
	s.ready()
	if !p.await("our Close", func(h *heard) bool { return h.closed }) {
		return
	}
	switch s.end {
	case "late":
		for i, m := range s.late {
			p.say(s.c, len(s.messages)+i, len(s.late), m)
		}
	case "deaf":
		p.pesterUntilLeft()
	case "vanish":
		return
	}
	stopTicks()
	p.mu.Lock()
	code := p.heard.code
	p.mu.Unlock()
	if s.end != "deaf" {
		p.sendClose(code, "")
	}
}

// pesterUntilLeft sends pings, but no answer to the Close.
func (p *peer) pesterUntilLeft() {
	for !p.over() && p.ping() == nil {
		select {
		case <-time.After(20 * time.Millisecond): // the behaviour itself
		case <-p.ctx.Done():
			p.problem("we still waited for an answer to our Close when time was up")
			return
		}
	}
}

func (p *peer) over() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.heard.ended
}

// awaitLastPong waits for the last pong: each ping must be answered, unless a Close follows.
func (p *peer) awaitLastPong() {
	p.mu.Lock()
	said := slices.Clone(p.said)
	p.mu.Unlock()
	if len(said) == 0 {
		return
	}
	// While it ticks, the pong of a later ping will do, too.
	p.await("the pong of "+said[len(said)-1], func(h *heard) bool {
		return h.closed || len(h.pongs) > 0 && !slices.Contains(said[:len(said)-1], h.pongs[len(h.pongs)-1])
	})
}

// tick sends pings until the returned function is called.
func (p *peer) tick(on bool) (stop func()) {
	if !on {
		return func() {}
	}
	stopped, gone := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(gone)
		for {
			select {
			case <-time.After(5 * time.Millisecond): // the behaviour itself
				if p.ping() != nil {
					return
				}
			case <-stopped:
				return
			}
		}
	}()
	return sync.OnceFunc(func() {
		close(stopped)
		<-gone
	})
}

// say sends message i of n, with the pings and in the fragments that c asks for.
func (p *peer) say(c *crossing, i, n int, m message) {
	if c.is(pings, "before") && i%max(1, n/20) == 0 {
		p.ping()
	}
	first, payload := byte(opBinary), m.data
	if m.text {
		first = opText
	}
	if p.deflate != nil {
		if compressed, ok := p.deflate.message(payload); ok {
			first, payload = first|rsv1, compressed
		}
	}
	pieces := cuts(c[fragments], payload)
	for j, piece := range pieces {
		if j == len(pieces)-1 {
			first |= fin
		}
		p.writing.Lock()
		p.write(first, piece)
		p.writing.Unlock()
		first = opContinuation
		if c.is(fragments, "pings") && j < len(pieces)-1 && i%max(1, n/20) == 0 {
			p.ping()
		}
	}
	p.writing.Lock()
	defer p.writing.Unlock()
	p.out.Flush()
}

// cuts returns the payloads of the frames of a message.
func cuts(how string, payload []byte) [][]byte {
	n := len(payload)
	switch how {
	case "few", "pings":
		return [][]byte{payload[:n/3], payload[n/3 : n/2], payload[n/2:]}
	case "empty":
		return [][]byte{nil, payload[:n/2], nil, nil, payload[n/2:], nil}
	case "bytes":
		var all [][]byte
		for len(payload) > 0 && len(all) < 200 {
			all, payload = append(all, payload[:1]), payload[1:]
		}
		return append(all, payload)
	}
	return [][]byte{payload}
}

// half is a message that is never finished.
var half = message{text: true, data: []byte(fmt.Sprintf("%0100d", 7))}

func (p *peer) sayHalf() {
	first, payload := byte(opText), half.data
	if p.deflate != nil {
		p.deflate.mixed = false
		if compressed, ok := p.deflate.message(payload); ok {
			first, payload = first|rsv1, compressed
		}
	}
	p.send(first, payload)
}
