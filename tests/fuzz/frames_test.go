package fuzz

import (
	"encoding/binary"
	"fmt"
)

const (
	opContinuation = 0
	opText         = 1
	opBinary       = 2
	opClose        = 8
	opPing         = 9
	opPong         = 10
)

// frame is a frame as found on the wire (RFC 6455, section 5.2), with its payload unmasked.
type frame struct {
	fin     bool
	rsv     byte // in place
	op      byte
	masked  bool
	length  uint64
	minimal bool
	payload []byte
	whole   bool
}

func (f frame) String() string {
	return fmt.Sprintf("{fin %v rsv %#x op %d masked %v length %d minimal %v whole %v}", f.fin, f.rsv, f.op, f.masked, f.length, f.minimal, f.whole)
}

// framesOf finds frames without judging them, up to an incomplete one.
func framesOf(b []byte) []frame {
	var frames []frame
	for len(b) >= 2 {
		f := frame{fin: b[0]&0x80 != 0, rsv: b[0] & 0x70, op: b[0] & 0xf, masked: b[1]&0x80 != 0, length: uint64(b[1] & 0x7f), minimal: true}
		b = b[2:]
		switch {
		case f.length == 126 && len(b) >= 2:
			f.length = uint64(binary.BigEndian.Uint16(b))
			f.minimal = f.length > 125
			b = b[2:]
		case f.length == 127 && len(b) >= 8:
			f.length = binary.BigEndian.Uint64(b)
			f.minimal = f.length > 0xffff
			b = b[8:]
		case f.length > 125:
			return frames
		}
		var key [4]byte
		if f.masked {
			if len(b) < 4 {
				return frames
			}
			b = b[copy(key[:], b):]
		}
		n := len(b)
		if f.length < uint64(n) {
			n = int(f.length)
		}
		f.whole = f.length == uint64(n)
		f.payload = append([]byte(nil), b[:n]...)
		for i := range f.payload {
			f.payload[i] ^= key[i&3]
		}
		frames, b = append(frames, f), b[n:]
	}
	return frames
}

// appendFrame appends a frame; a length of -1 is replaced by the payload's.
func appendFrame(b []byte, first byte, mask bool, payload []byte, length int64, size int) []byte {
	if length < 0 {
		length = int64(len(payload))
	}
	if size == 0 {
		switch {
		case length > 0xffff:
			size = 8
		case length > 125:
			size = 2
		}
	}
	var masked byte
	if mask {
		masked = 0x80
	}
	switch size {
	case 0:
		b = append(b, first, masked|byte(length))
	case 2:
		b = binary.BigEndian.AppendUint16(append(b, first, masked|126), uint16(length))
	default:
		b = binary.BigEndian.AppendUint64(append(b, first, masked|127), uint64(length))
	}
	if !mask {
		return append(b, payload...)
	}
	key := [4]byte{0x37, 0xfa, 0x21, 0x3d}
	b = append(b, key[:]...)
	for i, c := range payload {
		b = append(b, c^key[i&3])
	}
	return b
}
