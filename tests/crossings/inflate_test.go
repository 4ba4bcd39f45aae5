//go:build unix

package crossings

import "slices"

// inflater decompresses what the program has compressed. It is an implementation of its own so that
// it sees distances beyond the agreed window.
type inflater struct {
	window  int  // in bytes
	fresh   bool // no context is taken over
	history []byte

	in   []byte
	pos  int
	bits uint32
	n    uint // the number of bits
	out  []byte
}

// message decompresses the payload of one message, whose last four bytes were removed.
func (z *inflater) message(payload []byte) (data []byte, err error) {
	defer func() {
		if v, ok := recover().(*violation); ok {
			err = v
		}
	}()
	z.in, z.pos, z.bits, z.n = slices.Concat(payload, []byte{0, 0, 0xff, 0xff}), 0, 0, 0
	z.out = append(make([]byte, 0, len(z.history)+4*len(payload)), z.history...)
	begin := len(z.out)
	for z.pos < len(z.in) || z.n > 0 {
		z.block()
	}
	z.history = nil
	if !z.fresh {
		z.history = z.out[max(0, len(z.out)-z.window):]
	}
	return z.out[begin:], nil
}

func (z *inflater) wrong(what string) { panic(&violation{"deflate: " + what}) }

func (z *inflater) take(n uint) int {
	for z.n < n {
		if z.pos == len(z.in) {
			z.wrong("it ends within a block")
		}
		z.bits |= uint32(z.in[z.pos]) << z.n
		z.pos++
		z.n += 8
	}
	v := z.bits & (1<<n - 1)
	z.bits >>= n
	z.n -= n
	return int(v)
}

func (z *inflater) block() {
	final := z.take(1) == 1
	switch z.take(2) {
	case 0:
		z.stored()
	case 1:
		z.compressed(fixedLiterals, fixedDistances)
	case 2:
		z.compressed(z.codes())
	default:
		z.wrong("an unknown block")
	}
	if final {
		z.bits, z.n = 0, 0
	}
}

func (z *inflater) stored() {
	z.bits, z.n = 0, 0
	n := z.take(16)
	if z.take(16) != n^0xffff {
		z.wrong("lengths of a stored block that don't agree")
	}
	if z.pos+n > len(z.in) {
		z.wrong("it ends within a stored block")
	}
	z.out = append(z.out, z.in[z.pos:z.pos+n]...)
	z.pos += n
}

var (
	lengthBase   = []int{3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258}
	lengthBits   = []uint{0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0}
	distanceBase = []int{1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577}
	distanceBits = []uint{0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13}
	codeOrder    = []int{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}
)

func (z *inflater) compressed(literals, distances *huffman) {
	for {
		symbol := z.symbol(literals)
		switch {
		case symbol < 256:
			z.out = append(z.out, byte(symbol))
			continue
		case symbol == 256:
			return
		case symbol > 285:
			z.wrong("an unknown length")
		}
		length := lengthBase[symbol-257] + z.take(lengthBits[symbol-257])
		symbol = z.symbol(distances)
		if symbol > 29 {
			z.wrong("an unknown distance")
		}
		distance := distanceBase[symbol] + z.take(distanceBits[symbol])
		if distance > z.window || distance > len(z.out) {
			z.wrong("a distance that leads out of the window")
		}
		for range length {
			z.out = append(z.out, z.out[len(z.out)-distance])
		}
	}
}

// huffman is a canonical code: the number of codes of each length, and the symbols in order.
type huffman struct {
	counts  [16]int
	symbols []int
}

func newHuffman(lengths []int) *huffman {
	h := &huffman{}
	for length := 1; length < len(h.counts); length++ {
		for symbol, l := range lengths {
			if l == length {
				h.counts[length]++
				h.symbols = append(h.symbols, symbol)
			}
		}
	}
	return h
}

var fixedLiterals, fixedDistances = newHuffman(fixedLengths()), newHuffman(slicesOf(5, 30))

func fixedLengths() []int {
	return append(append(append(slicesOf(8, 144), slicesOf(9, 112)...), slicesOf(7, 24)...), slicesOf(8, 8)...)
}

func slicesOf(value, n int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = value
	}
	return s
}

func (z *inflater) symbol(h *huffman) int {
	code, first, index := 0, 0, 0
	for length := 1; length < len(h.counts); length++ {
		code |= z.take(1)
		if n := h.counts[length]; code-first < n {
			return h.symbols[index+code-first]
		}
		index += h.counts[length]
		first = (first + h.counts[length]) << 1
		code <<= 1
	}
	z.wrong("an unknown code")
	return 0
}

// codes reads the codes of a block that defines its own.
func (z *inflater) codes() (literals, distances *huffman) {
	nLiterals, nDistances, nCodes := z.take(5)+257, z.take(5)+1, z.take(4)+4
	lengths := make([]int, len(codeOrder))
	for _, symbol := range codeOrder[:nCodes] {
		lengths[symbol] = z.take(3)
	}
	h := newHuffman(lengths)
	lengths = nil
	for len(lengths) < nLiterals+nDistances {
		switch symbol := z.symbol(h); symbol {
		case 16:
			if len(lengths) == 0 {
				z.wrong("a repeated length without one before")
			}
			lengths = append(lengths, slicesOf(lengths[len(lengths)-1], 3+z.take(2))...)
		case 17:
			lengths = append(lengths, slicesOf(0, 3+z.take(3))...)
		case 18:
			lengths = append(lengths, slicesOf(0, 11+z.take(7))...)
		default:
			lengths = append(lengths, symbol)
		}
	}
	if len(lengths) > nLiterals+nDistances {
		z.wrong("too many lengths")
	}
	return newHuffman(lengths[:nLiterals]), newHuffman(lengths[nLiterals:])
}
