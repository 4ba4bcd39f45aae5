package client

import (
	"errors"
	"io"
	"time"
)

// fill makes room for need bytes from r on, and waits for bytes.
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
	if in.ahead == nil || !in.ahead.Ahead() {
		in.idle()
	}
	if in.silentSince.Load() == 0 {
		in.silentSince.Store(max(1, int64(time.Since(in.begun))))
	}
	in.reading.Store(true)
	n, err := in.src.Read(in.buf[in.w:])
	in.reading.Store(false)
	in.w += n
	if n > 0 {
		in.reads.Add(1)
		in.heard.Store(true)
		return nil // the error comes again with the next read
	}
	switch {
	case err == nil:
		err = io.ErrNoProgress
	case errors.Is(err, io.EOF) && in.arriving():
		err = io.ErrUnexpectedEOF // io.EOF means the end of a message
	}
	return in.fail(err)
}

// paused calls idle from within a read.
func (in *inbound) paused() {
	in.reading.Store(false)
	in.idle()
	in.reading.Store(true)
}

// arriving reports whether a message has begun, if only with the first byte of its
// header, and isn't complete. No message begins after a Close frame.
func (in *inbound) arriving() bool {
	if closed := errors.As(in.err, new(*CloseError)); closed || in.within || in.r == in.w {
		return in.within
	}
	return in.buf[in.r]&0x0f < opClose
}

// someCame notes that part of a message has arrived.
func (in *inbound) someCame() {
	if in.silentSince.Load() != 0 {
		in.silentSince.Store(0)
	}
}

// silence returns how long no part of a message has arrived although it could have; it
// is 0 while what arrived is being handled. It is safe for any goroutine.
func (in *inbound) silence() time.Duration {
	since := in.silentSince.Load()
	if since == 0 || !in.reading.Load() {
		return 0
	}
	return max(1, time.Since(in.begun)-time.Duration(since))
}
