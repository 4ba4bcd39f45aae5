package client

import (
	"crypto/rand"
	"encoding/binary"
)

// maskKeys yields keys from a strong source, as RFC 6455, section 10.3, demands, but
// reads that source only once for many frames.
type maskKeys struct {
	drawn [512]byte
	left  int // of those, in bytes
}

func (k *maskKeys) next() uint32 {
	if k.left == 0 {
		_, _ = rand.Read(k.drawn[:]) // never fails
		k.left = len(k.drawn)
	}
	k.left -= 4
	return binary.LittleEndian.Uint32(k.drawn[k.left:])
}
