package client

import (
	"encoding/binary"
	"fmt"
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
)

const (
	maxHeaderSize     = 14  // two bytes, an eight byte length, a four byte mask key
	maxControlPayload = 125 // RFC 6455, section 5.5
	maxCloseReason    = maxControlPayload - 2
)

// header is the header of one frame, RFC 6455, section 5.2.
type header struct {
	fin    bool
	rsv    byte // RSV1 to RSV3, in place
	opcode byte
	masked bool
	length int64 // of the payload; negative where the peer set the forbidden top bit
	size   int   // of the header itself, mask key included
}

// plain tells whether the frame is a whole data message that needs neither
// an extension nor another frame to be understood.
func (h header) plain() bool {
	return h.fin && h.rsv == 0 && (h.opcode == opText || h.opcode == opBinary) && h.length >= 0
}

// parseHeader reads the header at the start of b; false means that b ends inside it.
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
	case 10:
		h.length = int64(binary.BigEndian.Uint64(b[2:]))
	}
	if h.masked {
		h.size += 4
	}
	return h, len(b) >= h.size
}

// appendHeader appends the header of a frame with a payload of n bytes.
func appendHeader(b []byte, fin bool, opcode byte, n int) []byte {
	if fin {
		opcode |= 0x80
	}
	switch {
	case n <= 125:
		return append(b, opcode, byte(n))
	case n <= 0xffff:
		return binary.BigEndian.AppendUint16(append(b, opcode, 126), uint16(n))
	}
	return binary.BigEndian.AppendUint64(append(b, opcode, 127), uint64(n))
}

func appendMaskedHeader(b []byte, fin bool, opcode byte, n int, key uint32) []byte {
	at := len(b) + 1
	b = appendHeader(b, fin, opcode, n)
	b[at] |= 0x80
	return binary.LittleEndian.AppendUint32(b, key)
}

// appendMasked appends p masked with key (RFC 6455, section 5.3) and returns
// the key turned so that it fits the byte after p. b must have room for p.
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

// checkClosePayload says in words what is wrong with the payload of a Close frame
// (RFC 6455, sections 5.5.1 and 7.4).
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

// mayBeReceived tells the registered codes that can stand in a frame, and
// those of applications.
func mayBeReceived(code int) bool {
	switch code {
	case 1004, 1005, 1006:
		return false
	}
	return code >= 1000 && code <= 1014 || code >= 3000 && code <= 4999
}
