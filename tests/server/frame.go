package server

import (
	"crypto/subtle"
	"encoding/binary"
	"fmt"
	"io"
)

const (
	opContinuation = 0x0
	opText         = 0x1
	opBinary       = 0x2
	opClose        = 0x8
	opPing         = 0x9
	opPong         = 0xA

	fin = 0x80
)

// header is the beginning of a frame, up to its payload.
type header struct {
	first  byte // FIN, reserved bits, opcode
	masked bool
	key    [4]byte
	length int64
}

func (h header) op() byte      { return h.first & 0x0f }
func (h header) fin() bool     { return h.first&fin != 0 }
func (h header) control() bool { return h.op() >= opClose }

func readHeader(r io.Reader) (header, error) {
	var b [8]byte
	if _, err := io.ReadFull(r, b[:2]); err != nil {
		return header{}, err
	}
	h := header{first: b[0], masked: b[1]&0x80 != 0, length: int64(b[1] & 0x7f)}
	if extended := map[int64]int{126: 2, 127: 8}[h.length]; extended > 0 {
		b = [8]byte{}
		if _, err := io.ReadFull(r, b[8-extended:]); err != nil {
			return h, err
		}
		h.length = int64(binary.BigEndian.Uint64(b[:]))
	}
	if h.masked {
		if _, err := io.ReadFull(r, h.key[:]); err != nil {
			return h, err
		}
	}
	return h, nil
}

// appendHeader appends the header of an unmasked frame, as servers send it.
func appendHeader(b []byte, first byte, length int64) []byte {
	switch {
	case length < 126:
		return append(b, first, byte(length))
	case length < 1<<16:
		return binary.BigEndian.AppendUint16(append(b, first, 126), uint16(length))
	}
	return binary.BigEndian.AppendUint64(append(b, first, 127), uint64(length))
}

// unmask works in blocks: a gigabyte must pass in a second or two.
func unmask(b []byte, key [4]byte, offset int64) {
	var pattern [1024]byte
	for i := range pattern {
		pattern[i] = key[(offset+int64(i))&3]
		if i == len(b) {
			break
		}
	}
	for len(b) > 0 {
		b = b[subtle.XORBytes(b, b, pattern[:min(len(b), len(pattern))]):]
	}
}

// check returns what is wrong with a client's frame, apart from its payload.
func (h header) check(inMessage, afterClose bool) error {
	switch op := h.op(); {
	case afterClose:
		return fmt.Errorf("frame with opcode %d after Close", op)
	case !h.masked:
		return fmt.Errorf("unmasked frame")
	case h.first&0x70 != 0:
		return fmt.Errorf("reserved bits in %#x", h.first)
	case h.length < 0:
		return fmt.Errorf("length with its top bit set")
	case h.control() && (!h.fin() || h.length > 125):
		return fmt.Errorf("control frame that is long or fragmented")
	case h.control() && op <= opPong:
		return nil
	case op > opBinary:
		return fmt.Errorf("unknown opcode %d", op)
	case (op == opContinuation) != inMessage:
		return fmt.Errorf("opcode %d in the wrong place", op)
	}
	return nil
}
