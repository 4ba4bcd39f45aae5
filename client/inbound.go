package client

import (
	"encoding/binary"
	"fmt"
	"io"
	"sync/atomic"
	"time"
)

// inboundSize is the size of a client's buffer, in bytes: the most that one read of the
// network returns, and the longest frame that reaches a handler either whole or not at
// all.
const inboundSize = 64 << 10

// inbound reads from the network for the handlers: it parses frames, rejects those that
// no peer may send, and passes control frames on as they come, even between the frames
// of a message (RFC 6455, section 5). Only the goroutine of Run uses it, except for the
// atomic fields.
type inbound struct {
	src   io.Reader
	ahead readsAhead // of src; nil if nothing does
	// peer is what to call the sender in errors.
	peer string
	// wantMasked is true if the peer is a client, whose frames must be masked; a
	// server's must not be (RFC 6455, section 5.1).
	wantMasked bool
	// compressed means that messages may be compressed (RFC 7692).
	compressed bool
	buf        []byte
	// buf[r:w] has arrived and hasn't been used yet.
	r, w int
	// The message in progress, up to its current frame. within is true from the header
	// of its first frame until its end has been seen.
	within bool
	fin    bool
	left   int64  // in the frame's payload, in bytes
	key    uint32 // its mask, rotated to fit the next byte
	// err ended reading: the network's error, a *ProtocolError or a *CloseError.
	err error

	control func(opcode byte, payload []byte) error // called for a whole control frame; an error ends reading
	idle    func()                                  // called before waiting for the network
	trace   func(FrameInfo)
	heard   *atomic.Bool // set when something has arrived

	reading     atomic.Bool  // waiting for the network
	reads       atomic.Int64 // how often something has arrived
	begun       time.Time    // what silentSince counts from, on the clock that nobody sets
	silentSince atomic.Int64 // nanoseconds until no part of a message arrived any more; 0 while one is arriving
}

// readsAhead is a connection that knows when the next read won't wait for the network.
type readsAhead interface{ Ahead() bool }

// first waits for the first frame of the next message, without consuming it.
func (in *inbound) first() (header, error) {
	for {
		h, err := in.frame()
		if err != nil || !h.control() {
			return h, err
		}
		if err := in.takeControl(h); err != nil {
			return h, err
		}
	}
}

// short returns a whole message that is one short, uncompressed frame at r, and its
// size including the header; 0 if there is something else at r, or less.
func (in *inbound) short() (t Type, payload []byte, size int) {
	b := in.buf[in.r:in.w]
	if len(b) < 2 || b[0] != finBit|opText && b[0] != finBit|opBinary || in.trace != nil {
		return 0, nil, 0
	}
	start, n := 2, int(b[1])
	if in.wantMasked {
		start, n = 6, n-0x80
	}
	size = start + n
	if n < 0 || n > maxShort || len(b) < size {
		return 0, nil, 0
	}
	payload = b[start:size]
	if in.wantMasked {
		unmask(payload, binary.LittleEndian.Uint32(b[2:]))
	}
	return Type(b[0] &^ finBit), payload, size
}

// frame waits for the header at r, and checks it.
func (in *inbound) frame() (header, error) {
	for {
		h, ok := parseHeader(in.buf[in.r:in.w])
		if ok {
			return h, in.check(h)
		}
		if err := in.fill(maxHeaderSize); err != nil {
			return h, err
		}
	}
}

func (in *inbound) check(h header) error {
	if in.trace != nil {
		in.trace(FrameInfo{Opcode: h.opcode, Fin: h.fin, Compressed: h.rsv&rsv1 != 0, Size: h.length})
	}
	problem := h.problem()
	switch {
	case problem != "":
	case h.masked != in.wantMasked:
		problem = maskedOrNot(h.masked)
	case h.control():
	case h.rsv&rsv1 != 0 && (!in.compressed || h.opcode == opContinuation):
		problem = "a frame marked as compressed, which was not agreed"
		if in.compressed {
			problem = "a continuation marked as compressed"
		}
	case h.opcode == opContinuation && !in.within:
		problem = "a continuation of no message"
	case h.opcode != opContinuation && in.within:
		problem = "a message within another"
	}
	if problem != "" {
		return in.fail(&ProtocolError{Code: 1002, Problem: in.peer + " sent " + problem})
	}
	return nil
}

func maskedOrNot(masked bool) string {
	if masked {
		return "a masked frame"
	}
	return "a frame that is not masked"
}

// takeControl waits for the rest of a control frame and passes it on.
func (in *inbound) takeControl(h header) error {
	payload, err := in.whole(h)
	if err != nil {
		return err
	}
	in.r += h.size + len(payload)
	if err := in.control(h.opcode, payload); err != nil {
		return in.fail(err)
	}
	return nil
}

// begin consumes the header of a message's first or next frame.
func (in *inbound) begin(h header) {
	in.key = in.keyOf(h)
	in.r += h.size
	in.within, in.fin, in.left = true, h.fin, h.length
}

// piece consumes and returns the next bytes of the message in progress, or io.EOF at
// its end. They stay in the buffer, and are valid until the next call.
func (in *inbound) piece() ([]byte, error) {
	for in.left == 0 {
		if in.fin {
			in.within = false
			return nil, io.EOF
		}
		h, err := in.first()
		if err != nil {
			return nil, err
		}
		in.begin(h)
	}
	if in.r == in.w {
		if err := in.fill(1); err != nil {
			return nil, err
		}
	}
	in.someCame()
	piece := in.buf[in.r:min(int64(in.w), int64(in.r)+in.left)]
	in.r += len(piece)
	in.left -= int64(len(piece))
	in.key = unmask(piece, in.key)
	return piece, nil
}

func (in *inbound) fail(err error) error {
	if in.err == nil {
		in.err = err
	}
	return in.err
}

func (in *inbound) notUTF8(payload []byte) error {
	return in.fail(&ProtocolError{Code: 1007, Problem: in.peer + " sent text that is not UTF-8", Payload: append([]byte{}, payload...)})
}

func (in *inbound) tooBig(limit int64) error {
	return in.fail(&ProtocolError{Code: 1009, Problem: fmt.Sprintf("%s sent a message larger than the limit of %d bytes", in.peer, limit)})
}
