package client

import (
	"sync"

	"github.com/klauspost/compress/flate"
)

const (
	// deflateAtOnce is how many bytes are compressed before the output is framed, which
	// keeps memory from growing with the message.
	deflateAtOnce = 32 << 10
	// deflatedFrame is how many compressed bytes are sent as a frame of their own while
	// the message continues.
	deflatedFrame = 16 << 10
	// deflaterSize is what flate.Writer takes, in bytes, whatever its window.
	deflaterSize = 1065 << 10
)

// deflater compresses messages into frames (RFC 7692, section 7.2.1). Only one message
// is in progress at a time; flush may be called from any goroutine.
type deflater struct {
	out         *outbound
	compression compression

	mu    sync.Mutex
	flate *flate.Writer // takes deflaterSize: nil until it is needed
	holds func(bytes int)
	sink  sink
	first byte  // RSV1 and the opcode of the next frame
	open  bool  // a message is in progress
	aside bool  // the message isn't counted
	held  int64 // payload bytes since the last frame
	fresh bool  // flate may hold some of them
}

// sink collects the compressed bytes.
type sink []byte

func (s *sink) Write(p []byte) (int, error) {
	*s = append(*s, p...)
	return len(p), nil
}

func (d *deflater) begin(t Type, aside bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.flate == nil {
		d.holds(deflaterSize)
		d.flate, _ = flate.NewWriterWindow(&d.sink, 1<<d.compression.sendBits) // accepts every size that can be agreed on
	}
	d.first, d.open, d.aside = rsv1|byte(t), true, aside
}

// write compresses more of the message; p was already added to unsent.
func (d *deflater) write(p []byte) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for len(p) > 0 {
		n := min(len(p), deflateAtOnce)
		_, _ = d.flate.Write(p[:n]) // sink returns no errors
		d.held += int64(n)
		d.fresh = true
		p = p[n:]
		if len(d.sink) < deflatedFrame+len(syncTail) {
			continue
		}
		if err := d.frame(0, len(d.sink)-len(syncTail), whenFlushed); err != nil {
			return err
		}
	}
	return nil
}

// end sends the rest of the message.
func (d *deflater) end(when leave) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.open = false
	_ = d.flate.Flush()
	err := d.frame(finBit, len(d.sink)-len(syncTail), when)
	d.sink = d.sink[:0]
	if !d.compression.sendTakeover {
		d.flate.Reset(&d.sink)
	}
	return err
}

// flush sends what there is of the message in progress.
func (d *deflater) flush() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.open || !d.fresh {
		return nil
	}
	_ = d.flate.Flush()
	return d.frame(0, len(d.sink), whenFlushed)
}

// frame sends the first n bytes of sink. It needs mu.
func (d *deflater) frame(fin byte, n int, when leave) error {
	err := d.out.part(dataFrame{first: fin | d.first, payload: d.sink[:n], size: d.held, aside: d.aside}, when)
	d.sink = append(d.sink[:0], d.sink[n:]...)
	d.first, d.held, d.fresh = opContinuation, 0, false
	return err
}
