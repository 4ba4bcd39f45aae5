package client

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"
	"unicode/utf8"
)

// Opcodes of RFC 6455, section 5.2.
const (
	opContinuation byte = 0x0
	opText         byte = 0x1
	opBinary       byte = 0x2
	opClose        byte = 0x8
	opPing         byte = 0x9
	opPong         byte = 0xa

	finBit byte = 0x80 // in the first byte: the message ends with this frame
)

const (
	maxHeaderSize     = 14  // two bytes, an eight byte length, a four byte mask key
	maxShort          = 125 // the longest payload whose length fits into the second byte
	maxControlPayload = 125 // RFC 6455, section 5.5
	maxCloseReason    = maxControlPayload - 2
)

// Reserved bits of a frame's first byte (RFC 6455, section 5.2).
const (
	rsv1 byte = 0x40 // a compressed message begins (RFC 7692, section 6)
	rsv2 byte = 0x20
	rsv3 byte = 0x10
)

// header is the header of one frame (RFC 6455, section 5.2).
type header struct {
	fin    bool
	rsv    byte // RSV1 to RSV3, in place
	opcode byte
	masked bool
	long   bool  // the length was written with more bytes than it needs
	length int64 // of the payload; negative if the peer set the forbidden top bit
	size   int   // of the header itself, including the mask key
}

func (h header) control() bool { return h.opcode >= opClose }

// problem returns what no peer may send, whatever came before (RFC 6455, sections 5.2
// and 5.5), or "" if the header is valid.
func (h header) problem() string {
	switch {
	case h.opcode > opBinary && h.opcode < opClose || h.opcode > opPong:
		return fmt.Sprintf("a frame with the reserved opcode %d", h.opcode)
	case h.rsv&(rsv2|rsv3) != 0:
		return "a frame with a reserved bit"
	case h.length < 0, h.length > math.MaxInt64-maxHeaderSize:
		return "a frame of more than 2^63-1 bytes"
	case h.long:
		return "a frame whose length takes more bytes than it needs"
	case h.control() && h.rsv != 0:
		return "a compressed control frame"
	case h.control() && !h.fin:
		return "a control frame in fragments"
	case h.control() && h.length > maxControlPayload:
		return fmt.Sprintf("a control frame of more than %d bytes", maxControlPayload)
	}
	return ""
}

// parseHeader parses the header at the start of b; it returns false if b ends inside
// it.
func parseHeader(b []byte) (header, bool) {
	if len(b) < 2 {
		return header{}, false
	}
	h := header{
		fin:    b[0]&0x80 != 0,
		rsv:    b[0] & 0x70,
		opcode: b[0] & 0x0f,
		masked: b[1]&0x80 != 0,
		length: int64(b[1] & 0x7f),
		size:   2,
	}
	switch h.length {
	case 126:
		h.size = 4
	case 127:
		h.size = 10
	}
	if len(b) < h.size {
		return header{}, false
	}
	switch h.size {
	case 4:
		h.length = int64(binary.BigEndian.Uint16(b[2:]))
		h.long = h.length <= maxControlPayload
	case 10:
		h.length = int64(binary.BigEndian.Uint64(b[2:]))
		h.long = h.length <= math.MaxUint16
	}
	if h.masked {
		h.size += 4
	}
	return h, len(b) >= h.size
}

// appendHeader appends the header of a frame whose first byte (FIN, RSV and opcode) is
// first and whose payload has n bytes.
func appendHeader(b []byte, first byte, n int) []byte {
	switch {
	case n <= 125:
		return append(b, first, byte(n))
	case n <= 0xffff:
		return binary.BigEndian.AppendUint16(append(b, first, 126), uint16(n))
	}
	return binary.BigEndian.AppendUint64(append(b, first, 127), uint64(n))
}

func appendMaskedHeader(b []byte, first byte, n int, key uint32) []byte {
	at := len(b) + 1
	b = appendHeader(b, first, n)
	b[at] |= 0x80
	return binary.LittleEndian.AppendUint32(b, key)
}

// appendMasked appends p masked with key (RFC 6455, section 5.3) and returns the key
// rotated to fit the byte after p. b must have room for p.
func appendMasked(b, p []byte, key uint32) ([]byte, uint32) {
	if key == 0 {
		return append(b, p...), key
	}
	wide := uint64(key)<<32 | uint64(key)
	at := len(b)
	b = b[:at+len(p)]
	dst := b[at:]
	for len(p) >= 8 && len(dst) >= 8 {
		binary.LittleEndian.PutUint64(dst, binary.LittleEndian.Uint64(p)^wide)
		p, dst = p[8:], dst[8:]
	}
	for i := range p {
		dst[i] = p[i] ^ byte(key)
		key = bits.RotateLeft32(key, -8)
	}
	return b, key
}

// unmask removes the mask from p in place, and returns the key rotated to fit the byte
// after p.
func unmask(p []byte, key uint32) uint32 {
	if key == 0 {
		return 0
	}
	_, key = appendMasked(p[:0], p, key)
	return key
}

// checkClosePayload returns what is wrong with the payload of a Close frame (RFC 6455,
// sections 5.5.1 and 7.4), or nil.
func checkClosePayload(peer string, payload []byte) error {
	switch {
	case len(payload) == 0:
		return nil
	case len(payload) == 1:
		return &ProtocolError{Code: 1002, Problem: peer + " sent half a close code"}
	case !utf8.Valid(payload[2:]):
		return &ProtocolError{Code: 1007, Problem: peer + " sent a close reason that is not UTF-8"}
	}
	if code := int(binary.BigEndian.Uint16(payload)); !mayBeReceived(code) {
		return &ProtocolError{Code: 1002, Problem: fmt.Sprintf("%s closed with %d, which is no code to close with", peer, code)}
	}
	return nil
}

// mayBeReceived reports whether code is a registered code that can appear in a frame,
// or an application's.
func mayBeReceived(code int) bool {
	switch code {
	case 1004, 1005, 1006:
		return false
	}
	return code >= 1000 && code <= 1014 || code >= 3000 && code <= 4999
}
