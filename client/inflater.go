package client

import (
	"bufio"
	"errors"
	"io"

	"github.com/klauspost/compress/flate"
)

// flateWindow is the longest distance that compressed data can refer back to, in bytes.
const flateWindow = 32 << 10

// What a sender takes off the end of a message (RFC 7692, section 7.2.1), and
// an empty final block, which ends the stream where it is understood.
const (
	syncTail  = "\x00\x00\xff\xff"
	finalTail = "\x01\x00\x00\xff\xff"
)

// inflater decompresses messages (RFC 7692, section 7.2.2). Where the peer's
// window goes on from message to message, so does the decompressor: it is
// begun anew, with a copy of the window, only where it had to see a final
// block.
type inflater struct {
	takeover bool
	src      deflated
	in       *bufio.Reader // over src
	flate    io.Reader     // over in; a flate.Resetter, too
	ended    bool          // flate has seen a final block
	done     bool          // all of the message has come out
	// out[:n] is what came out last: at least a window of it, if there was so much.
	out []byte
	n   int
	// phase is what flate has written since it was begun, and the window that
	// it was begun with: at whole windows it gives out what it has, wherever
	// it stands.
	phase int
}

func newInflater(c compression) *inflater {
	f := &inflater{takeover: c.receiveTakeover, out: make([]byte, 3*flateWindow)}
	f.in = bufio.NewReader(&f.src)
	f.flate = flate.NewReader(f.in)
	return f
}

// begin is told of the next message: what there is of it, and where the rest
// comes from; nil where there is none.
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
	_ = f.flate.(flate.Resetter).Reset(f.in, window) // which has no errors
	f.ended = false
	f.phase = len(window)
}

// over tells whether all of the message was returned.
func (f *inflater) over() bool { return f.done }

// piece implements pieces. It stands until the next call.
func (f *inflater) piece() ([]byte, error) {
	for !f.done {
		if f.n+flateWindow >= len(f.out) {
			f.n = copy(f.out, f.out[f.n-flateWindow:f.n])
		}
		// There is always room for more than flate holds, so that it is left with nothing.
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

// look takes note of the end of the message, and of a final block within it.
func (f *inflater) look(n int, err error) error {
	left := f.in.Buffered() + f.src.left()
	switch {
	case errors.Is(err, io.EOF):
		f.ended = true
		// Some senders leave out the empty block behind a final one.
		if left == 0 || !f.src.finishing && f.src.only(left) {
			f.done = true
			f.in.Reset(&f.src)
			return nil
		}
		f.restart()
	case err != nil:
		return err
	case left == 0 && n > 0 && f.phase%flateWindow != 0:
		// The last that flate has read is the empty block at the end: it is
		// ready for the next message.
		f.done = true
	}
	return nil
}

// deflated is one message's payload, and what was taken off its end.
type deflated struct {
	now  []byte
	rest pieces
	tail string
	// finishing: there was nothing more, but flate asked for it. It gets a
	// final block, which it takes only where one may stand.
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

// left is how many bytes there are still to be read, at least one where more
// may come.
func (d *deflated) left() int {
	if d.rest != nil {
		return len(d.now) + len(d.tail) + 1
	}
	return len(d.now) + len(d.tail)
}

// only tells whether the bytes that are left are those of the tail.
func (d *deflated) only(left int) bool {
	return d.rest == nil && len(d.now) == 0 && left == len(syncTail)
}
