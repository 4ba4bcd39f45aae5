package codec

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
)

const headerSize = 4

// lengths reads payloads that are preceded by their length.
type lengths struct {
	source
	kind   Type
	limit  int64
	at     int64 // where the header of the current message begins
	size   int64 // of the current message
	left   int64 // still to come
	inside bool  // the header has been read, but the last part has not been returned
}

func (l *lengths) where() string { return fmt.Sprintf("byte %d", l.at) }

func (l *lengths) next() (Part, error) {
	if !l.inside {
		if err := l.header(); err != nil {
			return Part{}, err
		}
	}
	n := atOnce(l.left)
	if err := l.want(n); err != nil {
		return Part{}, l.cut("a message", l.size-l.left, l.size, err)
	}
	l.left -= int64(n)
	l.inside = l.left > 0
	return Part{Type: l.kind, Data: l.take(n), Last: !l.inside}, nil
}

func (l *lengths) header() error {
	err := l.want(headerSize)
	if err == io.EOF && l.have() == 0 {
		return err
	}
	l.at = l.offset()
	if err != nil {
		return l.cut("the length of a message", 0, headerSize, err)
	}
	l.size = l.peek()
	if l.size > l.limit {
		return &InputError{l.where(), fmt.Errorf("%d bytes: %w", l.size, &LimitError{l.limit})}
	}
	l.take(headerSize)
	l.left, l.inside = l.size, true
	return nil
}

func (l *lengths) peek() int64 {
	return int64(binary.BigEndian.Uint32(l.buf[l.start:]))
}

// want reads until n bytes are in the buffer.
func (l *lengths) want(n int) error {
	for l.have() < n {
		if l.err != nil {
			return l.err
		}
		l.fill()
	}
	return nil
}

// cut reports that the input ends too early. It leaves an I/O error as it is.
func (l *lengths) cut(what string, taken, size int64, err error) error {
	if err != io.EOF {
		return err
	}
	return &InputError{l.where(), fmt.Errorf("input ends inside %s: %d of %d bytes", what, taken+int64(l.have()), size)}
}

func (l *lengths) buffered() bool {
	switch {
	case l.err != nil:
		return true
	case l.inside:
		return l.have() >= atOnce(l.left)
	case l.have() < headerSize:
		return false
	}
	size := l.peek()
	return size > l.limit || l.have()-headerSize >= atOnce(size)
}

// atOnce returns the size of the next part of a payload.
func atOnce(left int64) int { return int(min(left, bufferSize)) }

func readLengths(r io.Reader, o ReaderOptions, limit int64) decoder {
	return &lengths{source: newSource(r), kind: o.Type, limit: limit}
}

func (w *Writer) withLength(body io.Reader) error {
	if sized, ok := body.(interface{ Len() int }); ok {
		return w.sized(body, int64(sized.Len()))
	}
	defer w.held.release()
	payload, err := w.held.hold(body, w.maxLength())
	if err != nil {
		return err
	}
	return w.sized(bytes.NewReader(payload), int64(len(payload)))
}

func (w *Writer) sized(body io.Reader, size int64) error {
	if size > w.maxLength() {
		return &LimitError{w.maxLength()}
	}
	if err := w.header(size); err != nil {
		return err
	}
	n, err := w.copy(body)
	if err == nil && n != size {
		err = fmt.Errorf("message said it has %d bytes, but has %d", size, n)
	}
	return err
}

func (w *Writer) maxLength() int64 { return min(w.limit, math.MaxUint32) }

func (w *Writer) header(size int64) error {
	if w.escape != nil {
		_, err := w.copy(bytes.NewReader(binary.BigEndian.AppendUint32(nil, uint32(size))))
		return err
	}
	_, err := w.buf.Write(binary.BigEndian.AppendUint32(w.buf.AvailableBuffer(), uint32(size)))
	return err
}
