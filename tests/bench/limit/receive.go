package main

import (
	"encoding/binary"
	"errors"
	"net"
	"os"
	"unicode/utf8"
)

const (
	opText  = 1
	opClose = 8
)

// receive prints messages until the server closes.
func receive(conn net.Conn) error {
	in, out := make([]byte, bufferSize), make([]byte, 0, bufferSize)
	r, w := 0, 0
	for {
		op, payload, size := frame(in[r:w])
		if size == 0 {
			if _, err := os.Stdout.Write(out); err != nil {
				return err
			}
			w = copy(in, in[r:w])
			r, out = 0, out[:0]
			if w == len(in) { // a message larger than the buffer
				in = append(in, make([]byte, len(in))...)
			}
			n, err := conn.Read(in[w:])
			if err != nil {
				return err
			}
			w += n
			continue
		}
		r += size
		switch {
		case op == opClose:
			return closed(conn, out)
		case op == opText && !utf8.Valid(payload):
			return errors.New("a text that isn't UTF-8")
		case len(out)+len(payload) >= cap(out):
			if _, err := os.Stdout.Write(out); err != nil {
				return err
			}
			out = out[:0]
		}
		out = append(append(out, payload...), '\n')
	}
}

// frame parses a frame at the beginning of b. size is 0 if the frame is incomplete.
func frame(b []byte) (op byte, payload []byte, size int) {
	if len(b) < 2 {
		return 0, nil, 0
	}
	head, length := 2, int(b[1])
	switch {
	case length == 126 && len(b) >= 4:
		head, length = 4, int(binary.BigEndian.Uint16(b[2:]))
	case length == 127 && len(b) >= 10:
		head, length = 10, int(binary.BigEndian.Uint64(b[2:]))
	case length > 125:
		return 0, nil, 0
	}
	if len(b) < head+length {
		return 0, nil, 0
	}
	return b[0] & 0x0f, b[head : head+length], head + length
}

// closed prints the rest and answers the server's Close.
func closed(conn net.Conn, rest []byte) error {
	_, err := os.Stdout.Write(rest)
	_, failed := conn.Write([]byte{0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8})
	return errors.Join(err, failed, conn.Close())
}
