package client

import (
	"bufio"
	"errors"
	"io"

	"github.com/klauspost/compress/flate"
)

// flateWindow is the longest distance that compressed data can refer back, in bytes.
const flateWindow = 32 << 10

// inflaterSize is what an inflater takes, in bytes.
const inflaterSize = 136 << 10

// syncTail is what a sender removes from the end of a message (RFC 7692, section
// 7.2.1); finalTail is an empty final block, which ends the stream if the decompressor
// expects a block there.
const (
	syncTail  = "\x00\x00\xff\xff"
	finalTail = "\x01\x00\x00\xff\xff"
)

// inflater decompresses messages (RFC 7692, section 7.2.2). If the peer keeps its
// window from message to message, the decompressor is kept too; it is restarted, with a
// copy of the window, only after a final block.
type inflater struct {
	takeover bool
	src      deflated
	in       *bufio.Reader // reads src
	flate    io.Reader     // reads in; also a flate.Resetter
	ended    bool          // flate has seen a final block
	done     bool          // the whole message has been returned
	// out[:n] is the latest output: at least a window of it, once there is that much.
	out []byte
	n   int
	// phase is how much flate has written since it was started, including the window
	// that it was started with: at multiples of the window it returns what it has,
	// whatever comes next.
	phase int
}

func newInflater(c compression) *inflater {
	f := &inflater{takeover: c.receiveTakeover, out: make([]byte, 3*flateWindow)}
	f.in = bufio.NewReader(&f.src)
	f.flate = flate.NewReader(f.in)
	return f
}

// begin starts the next message: payload is what there is of it, and rest, if not nil,
// returns the rest.
func (f *inflater) begin(payload []byte, rest pieces) {
	f.src = deflated{now: payload, rest: rest, tail: syncTail}
	f.done = false
	if !f.takeover {
		f.n = 0
	}
	if f.ended || !f.takeover {
		f.restart()
	}
}

func (f *inflater) restart() {
	window := f.out[max(0, f.n-flateWindow):f.n]
	_ = f.flate.(flate.Resetter).Reset(f.in, window) // never fails
	f.ended = false
	f.phase = len(window)
}

// over reports whether the whole message has been returned.
func (f *inflater) over() bool { return f.done }

// piece implements pieces. The bytes are valid until the next call.
func (f *inflater) piece() ([]byte, error) {
	for !f.done {
		if f.n+flateWindow >= len(f.out) {
			f.n = copy(f.out, f.out[f.n-flateWindow:f.n])
		}
		// There is always room for more than flate holds, so nothing stays in it.
		n, err := f.flate.Read(f.out[f.n:])
		f.phase += n
		f.n += n
		if err := f.look(n, err); err != nil {
			return nil, err
		}
		if n > 0 {
			return f.out[f.n-n : f.n], nil
		}
	}
	return nil, io.EOF
}

// look checks for the end of the message, and for a final block in it.
func (f *inflater) look(n int, err error) error {
	left := f.in.Buffered() + f.src.left()
	switch {
	case errors.Is(err, io.EOF):
		f.ended = true
		// Some senders leave out the empty block after a final one.
		if left == 0 || !f.src.finishing && f.src.only(left) {
			f.done = true
			f.in.Reset(&f.src)
			return nil
		}
		f.restart()
	case err != nil:
		return err
	case left == 0 && n > 0 && f.phase%flateWindow != 0:
		// flate has just read the empty block at the end, and is ready for the next
		// message.
		f.done = true
	}
	return nil
}

// deflated is one message's payload, followed by the tail that the sender removed.
type deflated struct {
	now  []byte
	rest pieces
	tail string
	// finishing is set when flate asks for more than there is. It then gets a final
	// block, which it accepts only between blocks.
	finishing bool
}

func (d *deflated) Read(p []byte) (int, error) {
	for len(d.now) == 0 && d.rest != nil {
		piece, err := d.rest.piece()
		if errors.Is(err, io.EOF) {
			d.rest = nil
		} else if err != nil {
			return 0, err
		}
		d.now = piece
	}
	if len(d.now) > 0 {
		n := copy(p, d.now)
		d.now = d.now[n:]
		return n, nil
	}
	if d.tail == "" && !d.finishing {
		d.tail, d.finishing = finalTail, true
	}
	if d.tail == "" {
		return 0, io.ErrUnexpectedEOF
	}
	n := copy(p, d.tail)
	d.tail = d.tail[n:]
	return n, nil
}

// left returns how many bytes are left to read, or at least one more than are known if
// more may come.
func (d *deflated) left() int {
	if d.rest != nil {
		return len(d.now) + len(d.tail) + 1
	}
	return len(d.now) + len(d.tail)
}

// only reports whether the bytes left are just the tail.
func (d *deflated) only(left int) bool {
	return d.rest == nil && len(d.now) == 0 && left == len(syncTail)
}
