package client

import "time"

// leave says when a frame is written to the network.
type leave int

const (
	whenFlushed leave = iota // on Flush, or when the buffer is full
	whenAlone                // at once, unless it follows another one closely and answers nothing
)

// loneAfter is how long after the last message the next one must come to be sent at
// once if it answers nothing; a closer one may share its write with others. It is
// longer than one turn of a loop.
const loneAfter = 5 * time.Microsecond

// leave flushes if when says so. It needs mu.
func (o *outbound) leave(when leave) error {
	if when == whenFlushed {
		return nil
	}
	defer func() { o.last = time.Now() }()
	if o.heard.Swap(false) || time.Since(o.last) > loneAfter {
		return o.flushLocked()
	}
	o.wakeUp()
	return nil
}

func (o *outbound) wakeUp() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

func (o *outbound) flush() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.flushLocked()
}

// flushLocked needs mu, and keeps it while the network accepts the bytes.
func (o *outbound) flushLocked() error {
	if o.err != nil || len(o.buf) == 0 {
		return o.err
	}
	n, err := o.dst.Write(o.buf)
	o.given.Add(int64(n))
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

// sent returns how many messages were completely given to the network.
func (o *outbound) sent() int64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.written
}
