package codec

import "unicode/utf8"

// encodeSize is how much of a payload is encoded at a time: a multiple of 3, for base64, and small enough that no
// encoding of it overflows the buffer.
const encodeSize = 9 << 10

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
