package server

import (
	"bytes"
	"compress/flate"
	"fmt"
	"io"
)

const (
	lineSize = 64
	// linesInBatch lines are compressed in one context. A batch refers to nothing before it, so it can be sent
	// repeatedly.
	linesInBatch = 10_000
	flushed      = "\x00\x00\xff\xff" // at the end of the compressed data, and omitted from messages (RFC 7692, section 7.2.1)
)

// Lines returns count lines of size bytes and a newline each. They are similar, like messages of one kind, but no two
// are equal.
func Lines(count, size int) []byte {
	var b []byte
	for n := range count {
		start := len(b)
		b = fmt.Appendf(b, `{"seq":%d,"sym":"%c%c%c","bid":%d.%02d,"ask":%d.%02d,"q":`, n, 'A'+n%7, 'A'+n*3%11, 'A'+n*5%13,
			n*7919%9973, n%100, n*7919%9973, n*31%100)
		for len(b) < start+size-1 {
			b = append(b, byte('0'+(n*len(b))%10))
		}
		b = append(b[:start+size-1], '}', '\n')
	}
	return b
}

// lines sends batches, the last one only in part if fewer lines are left.
func lines(w io.Writer, count int) error {
	batch, ends := deflatedLines()
	for count > 0 {
		n := min(count, linesInBatch)
		if _, err := w.Write(batch[:ends[n-1]]); err != nil {
			return err
		}
		count -= n
	}
	return nil
}

// deflatedLines returns the frames of a batch, and the end of each.
func deflatedLines() (frames []byte, ends []int) {
	var out bytes.Buffer
	deflater := newDeflater(&out)
	text := Lines(linesInBatch, lineSize)
	for ; len(text) > 0; text = text[lineSize+1:] {
		out.Reset()
		deflate(deflater, text[:lineSize])
		payload := bytes.TrimSuffix(out.Bytes(), []byte(flushed))
		frames = append(appendHeader(frames, opText|compressed, len(payload)), payload...)
		ends = append(ends, len(frames))
	}
	return frames, ends
}

// deflatedBig sends the same piece of the message repeatedly, each time compressed by itself.
func deflatedBig(w io.Writer, size int) error {
	var out bytes.Buffer
	deflate(newDeflater(&out), Lines(batchSize/(lineSize+1)+1, lineSize)[:batchSize])
	piece := out.Bytes()
	times := size / batchSize
	left := times*len(piece) - len(flushed)
	if _, err := w.Write(appendHeader(nil, opBinary|compressed, left)); err != nil {
		return err
	}
	for ; left > 0; left -= len(piece) {
		if _, err := w.Write(piece[:min(left, len(piece))]); err != nil {
			return err
		}
	}
	return nil
}

func newDeflater(w io.Writer) *flate.Writer {
	deflater, err := flate.NewWriter(w, flate.DefaultCompression)
	if err != nil {
		panic(err) // the level is valid
	}
	return deflater
}

// deflate writes to memory, which never fails.
func deflate(w *flate.Writer, p []byte) {
	_, _ = w.Write(p)
	_ = w.Flush()
}
