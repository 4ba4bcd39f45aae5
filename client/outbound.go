package client

import (
	"crypto/rand"
	"encoding/binary"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

const (
	outboundSize = 64 << 10 // of a client's buffer, in bytes
	// loneAfter is how long the last message must be gone for the next to
	// leave at once if it answers nothing; a closer one may share its write
	// with others. It is longer than a loop's next turn.
	loneAfter = 5 * time.Microsecond
)

// When a frame leaves for the network.
type leave int

const (
	whenFlushed leave = iota // or when the buffer is full
	whenAlone                // at once, unless it follows another closely and answers nothing
	unblocked                // never by the caller, who must not wait
)

// outbound is the way from the senders to the network. Frames gather in a
// buffer, so that many small ones share a write. Safe for any goroutine; a
// sender waits while the network takes nothing.
type outbound struct {
	dst   io.Writer
	trace func(FrameInfo)
	// wake asks for a flush soon, by another goroutine.
	wake chan struct{}
	// unmasked: a server's frames are (RFC 6455, section 5.1).
	unmasked bool
	// closing is set before the Close frame is written: no data may follow
	// it (RFC 6455, section 5.5.1).
	closing atomic.Bool
	// heard: something has arrived since the last message that left at once.
	// The next one may answer it, however close it follows.
	heard atomic.Bool
	// unsent counts payload bytes given to a sender and not yet to the network.
	unsent atomic.Int64

	mu   sync.Mutex
	free sync.Cond // lent went back to false
	// lent: the library is writing a data frame, in pieces.
	lent    bool
	buf     []byte
	payload int64 // how many bytes of buf count in unsent
	ends    []int // where in buf messages end
	written int64 // messages that the network has been given whole
	last    time.Time
	keys    [512]byte
	keysAt  int
	err     error
}

func (o *outbound) init(dst io.Writer, size int, trace func(FrameInfo)) {
	o.dst = dst
	o.trace = trace
	o.wake = make(chan struct{}, 1)
	o.free.L = &o.mu
	o.buf = make([]byte, 0, size)
	o.keysAt = len(o.keys)
}

// data writes one data frame.
func (o *outbound) data(fin bool, opcode byte, p []byte, when leave) error {
	o.unsent.Add(int64(len(p)))
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closing.Load() {
		o.unsent.Add(-int64(len(p)))
		return ErrNotOpen
	}
	return o.frame(fin, opcode, p, when)
}

// control writes a ping or a pong, and returns how many messages went before it.
func (o *outbound) control(opcode byte, p []byte) (int64, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for o.lent {
		o.free.Wait()
	}
	if err := o.frame(true, opcode, p, whenFlushed); err != nil {
		return 0, err
	}
	before := o.written + int64(len(o.ends))
	return before, o.flushLocked()
}

// tryControl writes a control frame if that needs no waiting at all.
func (o *outbound) tryControl(opcode byte, p []byte) bool {
	if !o.mu.TryLock() {
		return false
	}
	defer o.mu.Unlock()
	if o.lent || len(o.buf)+maxHeaderSize+len(p) > cap(o.buf) {
		return false
	}
	return o.frame(true, opcode, p, unblocked) == nil
}

// frame needs mu.
func (o *outbound) frame(fin bool, opcode byte, p []byte, when leave) error {
	if o.err != nil {
		return o.err
	}
	if o.trace != nil {
		o.trace(FrameInfo{Sent: true, Opcode: opcode, Fin: fin, Size: int64(len(p))})
	}
	if len(o.buf)+maxHeaderSize+min(len(p), cap(o.buf)/2) > cap(o.buf) {
		if err := o.flushLocked(); err != nil {
			return err
		}
	}
	key := uint32(0)
	if o.unmasked {
		o.buf = appendHeader(o.buf, fin, opcode, len(p))
	} else {
		key = o.maskKey()
		o.buf = appendMaskedHeader(o.buf, fin, opcode, len(p), key)
	}
	for isData := opcode < opClose; len(p) > 0; {
		if len(o.buf) == cap(o.buf) {
			if err := o.flushLocked(); err != nil {
				return err
			}
		}
		n := min(len(p), cap(o.buf)-len(o.buf))
		o.buf, key = appendMasked(o.buf, p[:n], key)
		if isData {
			o.payload += int64(n)
		}
		p = p[n:]
	}
	if fin && opcode < opClose {
		o.ends = append(o.ends, len(o.buf))
	}
	return o.leave(when)
}

// leave needs mu.
func (o *outbound) leave(when leave) error {
	switch when {
	case unblocked:
		o.wakeUp()
	case whenAlone:
		defer func() { o.last = time.Now() }()
		if o.heard.Swap(false) || time.Since(o.last) > loneAfter {
			return o.flushLocked()
		}
		o.wakeUp()
	}
	return nil
}

func (o *outbound) wakeUp() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

// maskKey draws from a strong source, as RFC 6455, section 10.3, demands, but
// not for every frame anew. It needs mu.
func (o *outbound) maskKey() uint32 {
	if o.keysAt == len(o.keys) {
		if _, err := rand.Read(o.keys[:]); err != nil {
			panic("client: no random numbers: " + err.Error())
		}
		o.keysAt = 0
	}
	key := binary.LittleEndian.Uint32(o.keys[o.keysAt:])
	o.keysAt += 4
	return key
}

func (o *outbound) flush() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.flushLocked()
}

// flushLocked needs mu and keeps it while the network takes the bytes.
func (o *outbound) flushLocked() error {
	if o.err != nil || len(o.buf) == 0 {
		return o.err
	}
	n, err := o.dst.Write(o.buf)
	if err != nil {
		o.err = err
		for len(o.ends) > 0 && o.ends[0] <= n {
			o.ends = o.ends[1:]
			o.written++
		}
		return err
	}
	o.written += int64(len(o.ends))
	o.ends = o.ends[:0]
	o.buf = o.buf[:0]
	o.unsent.Add(-o.payload)
	o.payload = 0
	return nil
}

// lend lets the library write a data frame of its own (a compressed one) that
// comes in pieces; our control frames wait meanwhile.
func (o *outbound) lend(write func() error, n int, when leave) error {
	o.unsent.Add(int64(n))
	o.mu.Lock()
	o.lent = true
	o.mu.Unlock()
	err := write()
	o.mu.Lock()
	defer o.mu.Unlock()
	o.lent = false
	o.free.Broadcast()
	o.payload += int64(n)
	if err != nil {
		return err
	}
	o.ends = append(o.ends, len(o.buf))
	return o.leave(when)
}

// sent is how many messages the network has been given whole.
func (o *outbound) sent() int64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.written
}

// Write takes what the library writes: control frames, which leave at once,
// each in one call, and pieces of the frame it was lent the way for.
func (o *outbound) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.trace != nil && !o.lent {
		if h, ok := parseHeader(p); ok {
			o.trace(FrameInfo{Sent: true, Opcode: h.opcode, Fin: h.fin, Size: h.length})
		}
	}
	for rest := p; len(rest) > 0; {
		if len(o.buf) == cap(o.buf) {
			if err := o.flushLocked(); err != nil {
				return 0, err
			}
		}
		n := min(len(rest), cap(o.buf)-len(o.buf))
		o.buf = append(o.buf, rest[:n]...)
		rest = rest[n:]
	}
	if o.lent {
		return len(p), o.err
	}
	return len(p), o.flushLocked()
}
