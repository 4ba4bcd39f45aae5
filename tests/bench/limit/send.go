package main

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"
	"unicode/utf8"
)

// send sends each line as a message, and waits for the server's Close.
func send(conn net.Conn) error {
	in, out, keys := make([]byte, bufferSize), make([]byte, 0, bufferSize), &keys{}
	w := 0
	for {
		if w == len(in) { // a line longer than the buffer
			in = append(in, make([]byte, len(in))...)
		}
		n, err := os.Stdin.Read(in[w:])
		w += n
		r := 0
		for {
			end := bytes.IndexByte(in[r:w], '\n')
			if end < 0 {
				break
			}
			line := in[r : r+end]
			r += end + 1
			if !utf8.Valid(line) {
				return errors.New("a line that isn't UTF-8")
			}
			if len(out)+len(line)+14 > cap(out) {
				if _, err := conn.Write(out); err != nil {
					return err
				}
				out = out[:0]
			}
			out = appendFrame(out, 0x80|opText, line, keys.next())
		}
		w = copy(in, in[r:w])
		if errors.Is(err, io.EOF) {
			return closes(conn, appendFrame(out, 0x80|opClose, []byte{0x03, 0xe8}, keys.next()))
		}
		if err != nil {
			return err
		}
	}
}

// closes sends the last frames, and waits for the end.
func closes(conn net.Conn, last []byte) error {
	_, err := conn.Write(last)
	_, failed := io.Copy(io.Discard, conn)
	return errors.Join(err, failed, conn.Close())
}

func appendFrame(b []byte, first byte, payload []byte, key uint32) []byte {
	switch n := len(payload); {
	case n < 126:
		b = append(b, first, 0x80|byte(n))
	case n < 1<<16:
		b = binary.BigEndian.AppendUint16(append(b, first, 0x80|126), uint16(n))
	default:
		b = binary.BigEndian.AppendUint64(append(b, first, 0x80|127), uint64(n))
	}
	b = binary.LittleEndian.AppendUint32(b, key)
	at := len(b)
	b = append(b, payload...)
	mask(b[at:], key)
	return b
}

func mask(p []byte, key uint32) {
	twice := uint64(key)<<32 | uint64(key)
	for len(p) >= 8 {
		binary.LittleEndian.PutUint64(p, binary.LittleEndian.Uint64(p)^twice)
		p = p[8:]
	}
	for i := range p {
		p[i] ^= byte(key >> (8 * (i & 3)))
	}
}

// keys generates many masking keys at a time.
type keys struct {
	drawn [4096]byte
	used  int
}

func (k *keys) next() uint32 {
	if k.used%len(k.drawn) == 0 {
		_, _ = rand.Read(k.drawn[:]) // never fails
		k.used = 0
	}
	key := binary.LittleEndian.Uint32(k.drawn[k.used:])
	k.used += 4
	return key
}
