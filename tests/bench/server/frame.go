package server

import (
	"bufio"
	"encoding/binary"
)

const (
	opText   = 1
	opBinary = 2
	opClose  = 8

	compressed = 0x40 // RSV1, of RFC 7692
)

// closeFrame is a Close with 1000.
var closeFrame = []byte{0x80 | opClose, 2, 1000 >> 8, 1000 & 0xff}

// header is the header of a client's frame (RFC 6455, section 5.2), which is always masked.
type header struct {
	fin        bool
	compressed bool // on the first frame of a message
	opcode     byte
	size       int
	mask       [4]byte
}

func readHeader(r *bufio.Reader) (header, error) {
	var h header
	b, err := r.Peek(2)
	if err != nil {
		return h, err
	}
	h.fin, h.compressed, h.opcode, h.size = b[0]&0x80 != 0, b[0]&compressed != 0, b[0]&0x0f, int(b[1]&0x7f)
	extended := 0
	switch h.size {
	case 126:
		extended = 2
	case 127:
		extended = 8
	}
	b, err = r.Peek(2 + extended + len(h.mask))
	if err != nil {
		return h, err
	}
	switch extended {
	case 2:
		h.size = int(binary.BigEndian.Uint16(b[2:]))
	case 8:
		h.size = int(binary.BigEndian.Uint64(b[2:]))
	}
	copy(h.mask[:], b[2+extended:])
	_, err = r.Discard(len(b))
	return h, err
}

// appendHeader appends the header of an unfragmented frame from a server.
func appendHeader(b []byte, opcode byte, size int) []byte {
	b = append(b, 0x80|opcode)
	switch {
	case size < 126:
		return append(b, byte(size))
	case size < 1<<16:
		return binary.BigEndian.AppendUint16(append(b, 126), uint16(size))
	default:
		return binary.BigEndian.AppendUint64(append(b, 127), uint64(size))
	}
}
