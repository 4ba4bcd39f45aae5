package client

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"time"
	"unicode/utf8"
)

// inboundSize is a client's buffer: what one read of the network takes at
// most, in bytes, and the longest frame that reaches a handler whole or not
// at all.
const inboundSize = 64 << 10

// inbound is the way from the network to the handlers: it makes frames of
// bytes, refuses those that no peer may send, and hands control frames on
// where they stand, also between the frames of a message (RFC 6455, section 5).
// Only the goroutine of Run uses it, but for the atomic fields.
type inbound struct {
	src io.Reader
	// peer is what to call the sender of all this.
	peer string
	// wantMasked: it is a client, whose frames must be masked; of a server,
	// none may be (RFC 6455, section 5.1).
	wantMasked bool
	// compressed: messages may be (RFC 7692).
	compressed bool
	buf        []byte
	// buf[r:w] has arrived and isn't used yet.
	r, w int
	// The message under way, as far as its current frame goes: within is true
	// from its first frame's header until its end was seen.
	within bool
	fin    bool
	left   int64  // of the frame's payload, in bytes
	key    uint32 // of its mask, turned to fit the next byte
	// err ended reading: the network's error, a *ProtocolError or a *CloseError.
	err error

	control func(opcode byte, payload []byte) error // a whole control frame; an error ends reading
	idle    func()                                  // about to wait for the network
	trace   func(FrameInfo)
	heard   *atomic.Bool // is set when something has arrived

	reading     atomic.Bool  // the network is being waited for
	reads       atomic.Int64 // how often something has arrived
	silentSince atomic.Int64 // Unix nanoseconds since when nothing of a message has come; 0 while some has
}

// first waits for the first frame of the next message, and leaves it where it
// stands.
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

// short finds a whole message of one short, uncompressed frame at r, and its
// size with the header; 0 where something else stands there, or too little.
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

// frame waits for the header that begins at r, and checks it.
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

// fits tells whether a frame can be in the buffer whole.
func (in *inbound) fits(h header) bool { return h.length <= int64(len(in.buf)-h.size) }

// arrived tells whether all of the frame that begins at r is there.
func (in *inbound) arrived(h header) bool { return h.length <= int64(in.w-in.r-h.size) }

// whole waits until all of a frame that fits has arrived and returns its
// payload, unmasked, without using it up.
func (in *inbound) whole(h header) ([]byte, error) { return in.wholeChecked(h, nil) }

// wholeText is whole for a text message. It is checked as it arrives, and
// refused at once (RFC 6455, section 8.1).
func (in *inbound) wholeText(h header) ([]byte, error) {
	if in.arrived(h) {
		payload, err := in.whole(h)
		if err == nil && !utf8.Valid(payload) {
			return nil, in.notUTF8(payload)
		}
		return payload, err
	}
	var text utf8Check
	payload, err := in.wholeChecked(h, &text)
	if err == nil && !text.complete() {
		return nil, in.notUTF8(payload)
	}
	return payload, err
}

func (in *inbound) wholeChecked(h header, text *utf8Check) ([]byte, error) {
	key, ready := in.keyOf(h), 0
	for {
		start := in.r + h.size
		have := min(in.w-start, int(h.length))
		fresh := in.buf[start+ready : start+have]
		key = unmask(fresh, key)
		if text != nil && !text.next(fresh) {
			return nil, in.notUTF8(in.buf[start : start+have])
		}
		if ready = have; ready == int(h.length) {
			return in.buf[start : start+ready], nil
		}
		if err := in.fill(h.size + int(h.length)); err != nil {
			return nil, err
		}
	}
}

func (in *inbound) keyOf(h header) uint32 {
	if !h.masked {
		return 0
	}
	return binary.LittleEndian.Uint32(in.buf[in.r+h.size-4:])
}

// begin uses up the header of a message's first or next frame.
func (in *inbound) begin(h header) {
	in.key = in.keyOf(h)
	in.r += h.size
	in.within, in.fin, in.left = true, h.fin, h.length
}

// piece returns the next bytes of the message under way, as they stand in the
// buffer until the next call; io.EOF at its end. What is returned is used up.
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

// arriving tells whether some of a message is there, be it the first byte of
// its header, and not all. Behind a Close frame there is none.
func (in *inbound) arriving() bool {
	if closed := errors.As(in.err, new(*CloseError)); closed || in.within || in.r == in.w {
		return in.within
	}
	return in.buf[in.r]&0x0f < opClose
}

// someCame says that some of a message has come.
func (in *inbound) someCame() {
	if in.silentSince.Load() != 0 {
		in.silentSince.Store(0)
	}
}

func (in *inbound) fail(err error) error {
	if in.err == nil {
		in.err = err
	}
	return in.err
}

// fill waits for bytes, having made room for need bytes from r on.
func (in *inbound) fill(need int) error {
	if in.err != nil {
		return in.err
	}
	switch {
	case in.r == in.w:
		in.r, in.w = 0, 0
	case in.r+need > len(in.buf) || in.r > len(in.buf)/2:
		in.w = copy(in.buf, in.buf[in.r:in.w])
		in.r = 0
	}
	in.idle()
	if in.silentSince.Load() == 0 {
		in.silentSince.Store(time.Now().UnixNano())
	}
	in.reading.Store(true)
	n, err := in.src.Read(in.buf[in.w:])
	in.reading.Store(false)
	in.w += n
	if n > 0 {
		in.reads.Add(1)
		in.heard.Store(true)
		return nil // an error comes again with the next read
	}
	switch {
	case err == nil:
		err = io.ErrNoProgress
	case errors.Is(err, io.EOF) && in.arriving():
		err = io.ErrUnexpectedEOF // io.EOF is a message's end
	}
	return in.fail(err)
}

// silence is for how long nothing of a message has come while it could have:
// 0 while what came is being handled. Safe from any goroutine.
func (in *inbound) silence() time.Duration {
	since := in.silentSince.Load()
	if since == 0 || !in.reading.Load() {
		return 0
	}
	return max(1, time.Duration(time.Now().UnixNano()-since))
}

func (in *inbound) notUTF8(payload []byte) error {
	return in.fail(&ProtocolError{Code: 1007, Problem: in.peer + " sent text that is not UTF-8", Payload: append([]byte{}, payload...)})
}

func (in *inbound) tooBig(limit int64) error {
	return in.fail(&ProtocolError{Code: 1009, Problem: fmt.Sprintf("%s sent a message larger than the limit of %d bytes", in.peer, limit)})
}
