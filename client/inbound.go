package client

import (
	"encoding/binary"
	"fmt"
	"io"
	"sync/atomic"
	"time"
)

// inboundSize is a client's buffer: what one read of the network takes at
// most, in bytes, and the longest message that reaches a handler whole or not
// at all.
const inboundSize = 64 << 10

// inbound is the way from the network to the handlers. Whole plain messages
// are taken from it directly; every other frame is handed to the library, and
// never a byte more, so that the way is free again after each message.
// Only the goroutine of Run uses it, but for quiet.
type inbound struct {
	src io.Reader
	// peer is what to call the sender of all this.
	peer string
	// wantMasked: it is a client, whose frames must be masked; of a server,
	// none may be.
	wantMasked bool
	// accepted is false while the handshake may still be refused: the library
	// then looks for a body, which there is none of.
	accepted bool
	buf      []byte
	// buf[r:w] has arrived and isn't used yet.
	r, w int
	// next is the frame that begins at r, once it has been inspected.
	next    header
	hasNext bool
	// masked is how many bytes of the current frame's payload haven't arrived,
	// or haven't been unmasked; key is what with, turned to fit the first.
	masked int64
	key    uint32
	// toLibrary is how many bytes of its current frame the library hasn't got yet.
	toLibrary int64
	// headerLeft is how many of these are its header's.
	headerLeft int
	// text checks the uncompressed text message that the library is reading,
	// which itself waits for more at a time; nil when it reads something else.
	text *utf8Check
	// err ended reading: the network's error or a *ProtocolError.
	err error

	idle      func()       // about to wait for the network
	heard     *atomic.Bool // is set when something has arrived
	onClose   func()       // a Close frame has arrived; the library sees it next
	trace     func(FrameInfo)
	waitingAt atomic.Int64 // Unix nanoseconds since when the network has been waited for; 0: it isn't
}

// frame waits for the next frame's header and inspects it. It stays the next
// frame until it is taken.
func (in *inbound) frame() (header, error) {
	if in.hasNext {
		return in.next, nil
	}
	if in.err != nil {
		return header{}, in.err
	}
	for {
		h, ok := parseHeader(in.buf[in.r:in.w])
		if ok {
			if err := in.inspect(h); err != nil {
				in.err = err
				return h, err
			}
			in.next, in.hasNext = h, true
			return h, nil
		}
		if err := in.fill(maxHeaderSize); err != nil {
			return h, err
		}
	}
}

// inspect refuses what the library would let pass: masked frames from a
// server (RFC 6455, section 5.1) and close reasons that aren't UTF-8
// (section 5.5.1). A client's frames must be masked.
func (in *inbound) inspect(h header) error {
	if in.trace != nil {
		in.trace(FrameInfo{Opcode: h.opcode, Fin: h.fin, Compressed: h.rsv&0x40 != 0, Size: h.length})
	}
	if h.masked != in.wantMasked {
		return &ProtocolError{Code: 1002, Problem: in.peer + " sent " + maskedOrNot(h.masked)}
	}
	if h.length < 0 {
		return &ProtocolError{Code: 1002, Problem: in.peer + " sent a frame of more than 2^63-1 bytes"}
	}
	if h.masked {
		in.beginUnmasking(h)
	}
	if h.opcode != opClose || !h.fin || h.length > maxControlPayload {
		return nil
	}
	payload, err := in.payload(h, nil)
	if err != nil {
		return err
	}
	if err := checkClosePayload(in.peer, payload); err != nil {
		return err
	}
	in.onClose()
	return nil
}

func maskedOrNot(masked bool) string {
	if masked {
		return "a masked frame"
	}
	return "a frame that is not masked"
}

// beginUnmasking takes the mask off the frame that begins at r, as far as it
// has arrived; the rest follows as it comes. The key becomes zero, which
// changes nothing for the library.
func (in *inbound) beginUnmasking(h header) {
	payload := in.r + h.size
	key := in.buf[payload-4 : payload]
	in.key = binary.LittleEndian.Uint32(key)
	clear(key)
	in.masked = h.length
	in.unmask(in.buf[payload:in.w])
}

// unmask is for what has just arrived.
func (in *inbound) unmask(p []byte) {
	if in.masked == 0 {
		return
	}
	p = p[:min(int64(len(p)), in.masked)]
	_, in.key = appendMasked(p[:0], p, in.key)
	in.masked -= int64(len(p))
}

// payload waits until the whole payload of a frame that fits the buffer has
// arrived and returns it without taking it. Text is checked as it arrives.
func (in *inbound) payload(h header, text *utf8Check) ([]byte, error) {
	checked := 0
	for {
		start := in.r + h.size
		end := start + int(h.length)
		have := max(start, min(in.w, end))
		if text != nil && !text.next(in.buf[start+checked:have]) {
			return nil, in.fail(in.notUTF8())
		}
		checked = have - start
		if in.w >= end {
			return in.buf[start:end], nil
		}
		if err := in.fill(h.size + int(h.length)); err != nil {
			return nil, err
		}
	}
}

func (in *inbound) fail(err error) error {
	in.err = err
	return err
}

// take uses up n bytes, and with them the frame that was next.
func (in *inbound) take(n int) {
	in.r += n
	in.hasNext = false
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
	n, err := in.wait(in.buf[in.w:])
	in.w += n
	return err
}

// wait reads from the network at once, after saying that nothing is left to do.
func (in *inbound) wait(p []byte) (int, error) {
	in.idle()
	in.waitingAt.Store(time.Now().UnixNano())
	n, err := in.src.Read(p)
	in.waitingAt.Store(0)
	if n > 0 {
		in.heard.Store(true)
		in.unmask(p[:n])
		return n, nil // an error comes again with the next read
	}
	if err == nil {
		err = io.ErrNoProgress
	}
	return 0, in.fail(err)
}

// quiet is for how long the network has been waited for; 0 while something
// that arrived is being handled. Safe from any goroutine.
func (in *inbound) quiet() time.Duration {
	since := in.waitingAt.Load()
	if since == 0 {
		return 0
	}
	return max(1, time.Duration(time.Now().UnixNano()-since))
}

// Read gives the library the rest of its current frame, or the next one.
func (in *inbound) Read(p []byte) (int, error) {
	if !in.accepted {
		return 0, io.EOF
	}
	if in.toLibrary == 0 {
		h, err := in.frame()
		if err != nil {
			return 0, err
		}
		in.lend(h)
	}
	n, err := in.bytes(p[:min(int64(len(p)), in.toLibrary)])
	in.toLibrary -= int64(n)
	header := min(n, in.headerLeft)
	in.headerLeft -= header
	if err == nil && in.next.opcode < opClose && in.text != nil && !in.text.next(p[header:n]) {
		return 0, in.fail(in.notUTF8())
	}
	return n, err
}

// lend begins to give the library a frame.
func (in *inbound) lend(h header) {
	in.toLibrary = int64(h.size) + h.length
	in.headerLeft = h.size
	in.hasNext = false
	switch {
	case h.opcode == opText && h.rsv == 0:
		in.text = new(utf8Check)
	case h.opcode == opText, h.opcode == opBinary:
		in.text = nil
	}
}

// bytes copies what has arrived, or waits for some; large pieces come
// straight from the network.
func (in *inbound) bytes(p []byte) (int, error) {
	if in.r == in.w {
		if in.err != nil {
			return 0, in.err
		}
		if len(p) >= len(in.buf)/2 {
			return in.wait(p)
		}
		if err := in.fill(1); err != nil {
			return 0, err
		}
	}
	n := copy(p, in.buf[in.r:in.w])
	in.r += n
	return n, nil
}

func (in *inbound) notUTF8() error {
	return &ProtocolError{Code: 1007, Problem: in.peer + " sent text that is not UTF-8"}
}

func (in *inbound) tooBig(limit int64) error {
	return &ProtocolError{Code: 1009, Problem: fmt.Sprintf("%s sent a message larger than the limit of %d bytes", in.peer, limit)}
}
