package client

import (
	"io"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"
)

// outboundSize is the size of a client's buffer, in bytes.
const outboundSize = 64 << 10

// outbound writes to the network for all senders: it makes frames, and collects them in
// a buffer so that many small ones share a write. It is safe for any goroutine; senders
// wait while the network accepts nothing.
type outbound struct {
	dst   io.Writer
	trace func(FrameInfo)
	piece func(PieceInfo)
	// deflated means that the payloads given to outbound are compressed; piece has
	// already seen them uncompressed.
	deflated bool
	kind     Type // of the message in progress
	// wake asks another goroutine to flush soon.
	wake chan struct{}
	// unmasked is true for a server's frames (RFC 6455, section 5.1).
	unmasked bool
	// closing is set before the Close frame is written: no data may follow it (RFC
	// 6455, section 5.5.1).
	closing atomic.Bool
	// heard is set if something has arrived since the last message that was sent at
	// once. The next message may answer it, however closely it follows.
	heard atomic.Bool
	// unsent counts payload bytes given to a sender but not yet to the network.
	unsent atomic.Int64
	// given counts the bytes that the network has accepted, frame headers included.
	// closedAt is what it will be after the Close frame, 0 until then.
	given, closedAt atomic.Int64

	mu sync.Mutex
	// partial means that a message of more than one frame is in progress; ended signals
	// its end.
	partial bool
	ended   sync.Cond
	buf     []byte
	payload int64 // how many bytes of unsent are in buf
	ends    []int // where messages end in buf
	written int64 // messages completely given to the network
	last    time.Time
	closed  bool // the Close frame is in buf or sent
	keys    maskKeys
	err     error
}

func (o *outbound) init(dst io.Writer, size int, trace func(FrameInfo)) {
	o.dst = dst
	o.trace = trace
	o.wake = make(chan struct{}, 1)
	o.ended.L = &o.mu
	o.buf = make([]byte, 0, size)
}

// dataFrame is one frame of a message.
type dataFrame struct {
	first   byte // FIN, RSV and opcode
	payload []byte
	size    int64 // how much it counts for in unsent
	aside   bool  // its message doesn't count in written
}

// message writes a message as one frame.
func (o *outbound) message(f dataFrame, when leave) error {
	o.unsent.Add(f.size)
	o.mu.Lock()
	defer o.mu.Unlock()
	o.turn()
	return o.data(f, when)
}

// messages writes messages as one frame each, and stops at the first that can't be
// written.
func (o *outbound) messages(t Type, all [][]byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.turn()
	left := int64(0)
	for _, p := range all {
		left += int64(len(p))
	}
	o.unsent.Add(left) // at once: an atomic operation takes as long as much of a message
	for i, p := range all {
		if t == Text && !utf8.Valid(p) {
			o.unsent.Add(-left)
			return i, ErrNotUTF8
		}
		left -= int64(len(p))
		if err := o.data(dataFrame{first: finBit | byte(t), payload: p, size: int64(len(p))}, whenFlushed); err != nil {
			o.unsent.Add(-left)
			return i, err
		}
	}
	return len(all), nil
}

// begin makes all other messages wait until end.
func (o *outbound) begin() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.turn()
	if o.closing.Load() {
		return ErrNotOpen
	}
	o.partial = true
	return nil
}

// turn waits until no message is in progress. It needs mu.
func (o *outbound) turn() {
	for o.partial && !o.closing.Load() {
		o.ended.Wait()
	}
}

func (o *outbound) end() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.partial = false
	o.ended.Broadcast()
}

// failed reports whether the network accepts nothing any more. It doesn't wait for a write.
func (o *outbound) failed() bool {
	if !o.mu.TryLock() {
		return false
	}
	defer o.mu.Unlock()
	return o.err != nil
}

// shut stops the sending of data: senders waiting for their turn return.
func (o *outbound) shut() {
	o.closing.Store(true)
	o.mu.Lock()
	defer o.mu.Unlock()
	o.ended.Broadcast()
}

// part writes a frame of the message that begin was called for; its size was already
// added to unsent.
func (o *outbound) part(f dataFrame, when leave) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.data(f, when)
}

// data writes a frame. It needs mu.
func (o *outbound) data(f dataFrame, when leave) error {
	if o.closing.Load() {
		o.unsent.Add(-f.size)
		return ErrNotOpen
	}
	if o.err == nil {
		o.tell(f)
	}
	if err := o.frame(f.first, f.payload); err != nil {
		return err
	}
	o.payload += f.size
	if f.first&finBit != 0 && !f.aside {
		o.ends = append(o.ends, len(o.buf))
	}
	return o.leave(when)
}

// tell reports a frame of a message to piece; for a compressed message, only its end.
// It needs mu.
func (o *outbound) tell(f dataFrame) {
	if o.piece == nil {
		return
	}
	if opcode := f.first & 0x0f; opcode != opContinuation {
		o.kind = Type(opcode)
	}
	p := PieceInfo{Sent: true, Type: o.kind, Last: f.first&finBit != 0}
	if !o.deflated {
		p.Payload = f.payload
	} else if !p.Last {
		return
	}
	o.piece(p)
}

// frame writes a frame. It needs mu.
func (o *outbound) frame(first byte, p []byte) error {
	if o.err != nil {
		return o.err
	}
	if o.trace != nil {
		info := FrameInfo{Sent: true, Opcode: first & 0x0f, Fin: first&finBit != 0, Compressed: first&rsv1 != 0, Size: int64(len(p))}
		if info.Opcode == opClose {
			info.Close = p
		}
		o.trace(info)
	}
	if len(o.buf)+maxHeaderSize+min(len(p), cap(o.buf)/2) > cap(o.buf) {
		if err := o.flushLocked(); err != nil {
			return err
		}
	}
	key := uint32(0)
	if o.unmasked {
		o.buf = appendHeader(o.buf, first, len(p))
	} else {
		key = o.keys.next()
		o.buf = appendMaskedHeader(o.buf, first, len(p), key)
	}
	for len(p) > 0 {
		if len(o.buf) == cap(o.buf) {
			if err := o.flushLocked(); err != nil {
				return err
			}
		}
		n := min(len(p), cap(o.buf)-len(o.buf))
		o.buf, key = appendMasked(o.buf, p[:n], key)
		p = p[n:]
	}
	return nil
}
