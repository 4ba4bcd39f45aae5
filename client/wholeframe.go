package client

import (
	"encoding/binary"
	"unicode/utf8"
)

// fits reports whether the whole frame fits into the buffer.
func (in *inbound) fits(h header) bool { return h.length <= int64(len(in.buf)-h.size) }

// arrived reports whether all of the frame at r has arrived.
func (in *inbound) arrived(h header) bool { return h.length <= int64(in.w-in.r-h.size) }

// whole waits until all of a frame that fits has arrived and returns its payload,
// unmasked, without consuming it.
func (in *inbound) whole(h header) ([]byte, error) { return in.wholeChecked(h, nil) }

// wholeText is whole for a text message, which is checked as it arrives and rejected at
// the first bad byte (RFC 6455, section 8.1).
func (in *inbound) wholeText(h header) ([]byte, error) {
	if in.arrived(h) {
		payload, err := in.whole(h)
		if err == nil && !utf8.Valid(payload) {
			return nil, in.notUTF8(payload)
		}
		return payload, err
	}
	var text utf8Check
	payload, err := in.wholeChecked(h, &text)
	if err == nil && !text.complete() {
		return nil, in.notUTF8(payload)
	}
	return payload, err
}

func (in *inbound) wholeChecked(h header, text *utf8Check) ([]byte, error) {
	key, ready := in.keyOf(h), 0
	for {
		start := in.r + h.size
		have := min(in.w-start, int(h.length))
		fresh := in.buf[start+ready : start+have]
		key = unmask(fresh, key)
		if text != nil && !text.next(fresh) {
			return nil, in.notUTF8(in.buf[start : start+have])
		}
		if ready = have; ready == int(h.length) {
			return in.buf[start : start+ready], nil
		}
		if err := in.fill(h.size + int(h.length)); err != nil {
			return nil, err
		}
	}
}

func (in *inbound) keyOf(h header) uint32 {
	if !h.masked {
		return 0
	}
	return binary.LittleEndian.Uint32(in.buf[in.r+h.size-4:])
}
