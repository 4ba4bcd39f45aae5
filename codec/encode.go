package codec

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"math"
	"unicode/utf8"
)

// encodeSize is how much of a payload is encoded at a time: a multiple of 3, for base64, and small enough that no
// encoding of it overflows the buffer.
const encodeSize = 9 << 10

func (w *Writer) base64Line(_ From, _ Type, payload []byte) error {
	w.encode(payload, 2, base64.StdEncoding.AppendEncode)
	return w.buf.WriteByte('\n')
}

func (w *Writer) hexLine(_ From, _ Type, payload []byte) error {
	w.encode(payload, 2, hex.AppendEncode)
	return w.buf.WriteByte('\n')
}

// encode appends an encoding of payload to the output, in place if there is room for growth times its size (and a
// little). It leaves an error of the output, which the buffer remembers, to the next write.
func (w *Writer) encode(payload []byte, growth int, appendEncoded func(dst, src []byte) []byte) {
	for len(payload) > 0 {
		n := chunk(payload)
		if w.buf.Available() < growth*n+3 && w.buf.Flush() != nil {
			return
		}
		w.buf.Write(appendEncoded(w.buf.AvailableBuffer(), payload[:n]))
		payload = payload[n:]
	}
}

// chunk returns encodeSize, or less at the end.
func chunk(payload []byte) int { return min(len(payload), encodeSize) }

// runeChunk is chunk, but never cuts a UTF-8 sequence.
func runeChunk(text []byte) int {
	n := chunk(text)
	for n < len(text) && !utf8.RuneStart(text[n]) {
		n--
	}
	return n
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
