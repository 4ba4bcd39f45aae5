//go:build unix

package crossings

import (
	"bufio"
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

	fin  = 0x80
	rsv1 = 0x40
)

// frame is a frame as it was on the wire, unmasked.
type frame struct {
	first   byte // FIN, reserved bits, opcode
	masked  bool
	payload []byte
}

func (f frame) op() byte      { return f.first & 0x0f }
func (f frame) control() bool { return f.op() >= opClose }

// readFrame rejects every form of a frame that RFC 6455, section 5.2, forbids.
func readFrame(r *bufio.Reader) (frame, error) {
	var b [8]byte
	if _, err := io.ReadFull(r, b[:2]); err != nil {
		return frame{}, err
	}
	f := frame{first: b[0], masked: b[1]&0x80 != 0}
	length, least := uint64(b[1]&0x7f), uint64(0)
	switch length {
	case 126:
		least = 126
		if _, err := io.ReadFull(r, b[:2]); err != nil {
			return f, err
		}
		length = uint64(binary.BigEndian.Uint16(b[:2]))
	case 127:
		least = 1 << 16
		if _, err := io.ReadFull(r, b[:8]); err != nil {
			return f, err
		}
		length = binary.BigEndian.Uint64(b[:8])
	}
	if length < least || length > 1<<30 {
		return f, violationf("a frame with a length of %d, in a form for %d and more", length, least)
	}
	var key [4]byte
	if f.masked {
		if _, err := io.ReadFull(r, key[:]); err != nil {
			return f, err
		}
	}
	f.payload = make([]byte, length)
	if _, err := io.ReadFull(r, f.payload); err != nil {
		return f, err
	}
	mask(f.payload, key)
	return f, nil
}

// appendFrame appends a frame as servers send it, or, with a key, as clients do.
func appendFrame(b []byte, first byte, payload []byte, key *[4]byte) []byte {
	masked := byte(0)
	if key != nil {
		masked = 0x80
	}
	switch n := len(payload); {
	case n < 126:
		b = append(b, first, masked|byte(n))
	case n < 1<<16:
		b = binary.BigEndian.AppendUint16(append(b, first, masked|126), uint16(n))
	default:
		b = binary.BigEndian.AppendUint64(append(b, first, masked|127), uint64(n))
	}
	if key == nil {
		return append(b, payload...)
	}
	b = append(b, key[:]...)
	begin := len(b)
	b = append(b, payload...)
	mask(b[begin:], *key)
	return b
}

func mask(b []byte, key [4]byte) {
	if key == [4]byte{} {
		return
	}
	for i := range b {
		b[i] ^= key[i&3]
	}
}

// A violation is something that the program must never send.
type violation struct{ what string }

func (v *violation) Error() string { return v.what }

func violationf(format string, args ...any) error {
	return &violation{fmt.Sprintf(format, args...)}
}
