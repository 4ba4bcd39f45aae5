//go:build unix

package crossings

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"time"
	"unicode/utf8"
)

// peer is the other end of one connection: a server or, if it masks, a client. It shares no code
// with package client.
type peer struct {
	conn  net.Conn
	in    *bufio.Reader
	masks bool
	ctx   context.Context // its end ends all waiting

	writing sync.Mutex
	out     *bufio.Writer
	rng     *rand.Rand
	deflate *deflater // nil: not agreed on
	inflate *inflater

	mu      sync.Mutex
	changed chan struct{} // closed and replaced whenever heard changes
	heard   heard
	hold    bool // answer no pings
	// unanswered is the last ping.
	unanswered *string
	pongs      chan struct{} // has an element when there may be a ping to answer
	said       []string      // the pings that the peer has sent
}

// heard is what the program has sent.
type heard struct {
	messages     []message
	pings, pongs []string
	closed       bool
	code         int // 1005: none
	reason       string
	closedAt     time.Time
	ended        bool // nothing more will arrive
	endedAt      time.Time
	problems     []string
}

func newPeer(ctx context.Context, conn net.Conn, masks bool) *peer {
	return &peer{
		conn: conn, in: bufio.NewReaderSize(conn, 32<<10), masks: masks, ctx: ctx,
		out: bufio.NewWriterSize(conn, 32<<10), changed: make(chan struct{}),
		pongs: make(chan struct{}, 1),
		rng:   rand.New(rand.NewPCG(1, 2)),
	}
}

func (p *peer) note(change func(*heard)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change(&p.heard)
	close(p.changed)
	p.changed = make(chan struct{})
}

func (p *peer) problem(format string, args ...any) {
	p.note(func(h *heard) { h.problems = append(h.problems, fmt.Sprintf(format, args...)) })
}

// await returns true as soon as ok does, and false if it never will.
func (p *peer) await(what string, ok func(*heard) bool) bool {
	for {
		p.mu.Lock()
		seen, changed := p.heard, p.changed
		p.mu.Unlock()
		if done := ok(&seen); done || seen.ended {
			return done
		}
		select {
		case <-changed:
		case <-p.ctx.Done():
			p.problem("the peer still waited for %s when time was up", what)
			return false
		}
	}
}

// read records everything that arrives until the connection ends.
func (p *peer) read() {
	err := p.readFrames()
	var v *violation
	if errors.As(err, &v) {
		p.problem("violation: %v", v)
		io.Copy(io.Discard, p.in)
	}
	p.note(func(h *heard) { h.ended, h.endedAt = true, time.Now() })
}

func (p *peer) readFrames() error {
	var current *message
	var payload []byte
	var compressed bool
	for {
		f, err := readFrame(p.in)
		switch {
		case err != nil && current != nil && !errors.As(err, new(*violation)):
			p.note(func(h *heard) { h.problems = append(h.problems, cutShort) })
			return err
		case err != nil:
			return err
		case f.masked != !p.masks:
			return violationf("a frame that is masked: %v", f.masked)
		}
		if f.control() {
			if err := p.control(f); err != nil {
				return err
			}
			continue
		}
		if err := p.acceptable(f, current != nil); err != nil {
			return err
		}
		if current == nil {
			current, payload, compressed = &message{text: f.op() == opText}, nil, f.first&rsv1 != 0
		}
		payload = append(payload, f.payload...)
		if f.first&fin == 0 {
			continue
		}
		current.data = payload
		if compressed {
			if current.data, err = p.inflate.message(payload); err != nil {
				return err
			}
		}
		if current.text && !utf8.Valid(current.data) {
			return violationf("a text that isn't UTF-8: %.80q", current.data)
		}
		m := *current
		p.note(func(h *heard) { h.messages = append(h.messages, m) })
		current = nil
	}
}

// cutShort reports that the end of the connection cut off a message of ours, which by itself is no
// violation.
const cutShort = "a message was cut off"

func (p *peer) acceptable(f frame, within bool) error {
	switch op := f.op(); {
	case op > opBinary:
		return violationf("the unknown opcode %d", op)
	case (op == opContinuation) != within:
		return violationf("opcode %d in the wrong place", op)
	case f.first&rsv1 != 0 && (p.inflate == nil || op == opContinuation), f.first&0x30 != 0:
		return violationf("reserved bits in %#x", f.first)
	}
	return nil
}

// errClosed ends the reading, after whatever follows a Close.
var errClosed = errors.New("closed")

func (p *peer) control(f frame) error {
	if f.first&(fin|0x70) != fin || len(f.payload) > 125 {
		return violationf("a control frame that begins with %#x and has %d bytes", f.first, len(f.payload))
	}
	switch text := string(f.payload); f.op() {
	case opPing:
		p.note(func(h *heard) { h.pings = append(h.pings, text) })
		p.pong(text)
		return nil
	case opPong:
		p.note(func(h *heard) { h.pongs = append(h.pongs, text) })
		return nil
	case opClose:
		return p.close(f.payload)
	}
	return violationf("the unknown opcode %d", f.op())
}

func (p *peer) close(payload []byte) error {
	code, reason := 1005, ""
	switch {
	case len(payload) == 1 || len(payload) > 2 && !utf8.Valid(payload[2:]):
		return violationf("a Close with %q", payload)
	case len(payload) >= 2:
		code, reason = int(binary.BigEndian.Uint16(payload)), string(payload[2:])
	}
	p.note(func(h *heard) { h.closed, h.code, h.reason, h.closedAt = true, code, reason, time.Now() })
	// Pings from before the peer's Close must still be answered.
	for {
		f, err := readFrame(p.in)
		switch {
		case err != nil:
			return errClosed
		case f.op() != opPong || f.masked != !p.masks || len(f.payload) > 125:
			return violationf("a frame with opcode %d and %d bytes behind the Close", f.op(), len(f.payload))
		}
	}
}

// pong schedules the answer to a ping, unless a newer one arrives first.
func (p *peer) pong(text string) {
	p.mu.Lock()
	p.unanswered = &text
	p.mu.Unlock()
	p.nudge()
}

func (p *peer) nudge() {
	select {
	case p.pongs <- struct{}{}:
	default:
	}
}

// answerPings answers pings on a goroutine of its own: reading mustn't wait for writing.
func (p *peer) answerPings(done <-chan struct{}) {
	for {
		select {
		case <-p.pongs:
		case <-done:
			return
		}
		p.mu.Lock()
		text := p.unanswered
		if p.hold {
			text = nil
		} else {
			p.unanswered = nil
		}
		p.mu.Unlock()
		if text != nil {
			p.send(fin|opPong, []byte(*text))
		}
	}
}

// holdPongs stops or resumes answering pings.
func (p *peer) holdPongs(hold bool) {
	p.mu.Lock()
	p.hold = hold
	p.mu.Unlock()
	p.nudge()
}

// send writes one frame to the network.
func (p *peer) send(first byte, payload []byte) error {
	p.writing.Lock()
	defer p.writing.Unlock()
	p.write(first, payload)
	return p.out.Flush()
}

// write requires p.writing.
func (p *peer) write(first byte, payload []byte) {
	var key *[4]byte
	if p.masks {
		key = &[4]byte{}
		binary.BigEndian.PutUint32(key[:], p.rng.Uint32())
	}
	p.out.Write(appendFrame(nil, first, payload, key))
}

func (p *peer) sendClose(code int, reason string) {
	var payload []byte
	if code != 1005 {
		payload = append(binary.BigEndian.AppendUint16(nil, uint16(code)), reason...)
	}
	p.send(fin|opClose, payload)
}

// ping sends a ping with a payload of its own.
func (p *peer) ping() error {
	p.writing.Lock()
	defer p.writing.Unlock()
	p.mu.Lock()
	text := fmt.Sprint("ping ", len(p.said))
	p.said = append(p.said, text)
	p.mu.Unlock()
	p.write(fin|opPing, []byte(text))
	err := p.out.Flush()
	if err != nil {
		p.mu.Lock()
		p.said = p.said[:len(p.said)-1]
		p.mu.Unlock()
	}
	return err
}

// shut ends our side of the stream: the reader sees its end after everything that was sent.
func (p *peer) shut() {
	p.writing.Lock()
	defer p.writing.Unlock()
	if half, ok := p.conn.(interface{ CloseWrite() error }); ok {
		half.CloseWrite()
	}
}
