package codec

import (
	"encoding/hex"
	"errors"
	"io"
	"slices"
)

// hexDecoder decodes hex digits of either case, with blanks anywhere between them.
type hexDecoder struct {
	out    []byte
	high   byte // the first digit of a pair
	half   bool // high is set
	column int64
}

func (d *hexDecoder) reset() { *d = hexDecoder{out: d.out[:0]} }

func (d *hexDecoder) payload() []byte { return d.out }

func (d *hexDecoder) add(piece []byte) error {
	for len(piece) > 0 {
		if piece = d.pairs(piece); len(piece) == 0 {
			break
		}
		c := piece[0]
		piece = piece[1:]
		d.column++
		if c == ' ' || c == '\t' {
			continue
		}
		v, ok := hexDigit(c)
		if !ok {
			return columnError(d.column, describe(c)+" is not a hex digit")
		}
		d.digit(v)
	}
	return nil
}

// pairs decodes the digits that piece begins with, and returns the rest, which begins with a digit
// without its pair or with something else.
func (d *hexDecoder) pairs(piece []byte) []byte {
	if d.half {
		return piece
	}
	d.out = slices.Grow(d.out, len(piece)/2)
	n, _ := hex.Decode(d.out[len(d.out):cap(d.out)], piece[:len(piece)&^1])
	d.out = d.out[:len(d.out)+n]
	d.column += 2 * int64(n)
	return piece[2*n:]
}

func (d *hexDecoder) digit(v byte) {
	if d.half {
		d.out = append(d.out, d.high<<4|v)
	}
	d.high, d.half = v, !d.half
}

func (d *hexDecoder) finish() error {
	if d.half {
		return errors.New("odd number of hex digits")
	}
	return nil
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10, true
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

func readHex(r io.Reader, o ReaderOptions, limit int64) decoder {
	return &encoded{records: newLines(r), kind: o.Type, limit: limit, decoder: &hexDecoder{}}
}

func decodeHex(t Type, record []byte) (Type, []byte, error) {
	data, err := decodeAll(&hexDecoder{}, record)
	return t, data, err
}

func (w *Writer) hexLine(_ From, _ Type, payload []byte) error {
	w.encode(payload, 2, hex.AppendEncode)
	return w.buf.WriteByte('\n')
}
