package codec

import (
	"encoding/base64"
	"errors"
	"io"
)

// DecodeBase64 decodes text as the Base64 format does: in the standard or the URL alphabet, with or without padding.
// An error is a *ColumnError, unless it is that the end of text is missing.
func DecodeBase64(text string) ([]byte, error) {
	var d base64Decoder
	if err := d.add([]byte(text)); err != nil {
		return nil, err
	}
	err := d.finish()
	return d.payload(), err
}

// base64Decoder accepts the standard and the URL alphabet, with or without padding. It can decode a slice in place:
// it never writes past what it has read.
type base64Decoder struct {
	out    []byte
	bits   uint32
	chars  int // in a group of four, without padding
	pads   int
	column int64
}

const notBase64 = 0xff

var base64Values = func() (values [256]byte) {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	for i := range values {
		values[i] = notBase64
	}
	for i := range len(alphabet) {
		values[alphabet[i]] = byte(i)
	}
	values['-'], values['_'] = values['+'], values['/']
	return values
}()

func (d *base64Decoder) reset() { *d = base64Decoder{out: d.out[:0]} }

func (d *base64Decoder) payload() []byte { return d.out }

func (d *base64Decoder) add(piece []byte) error {
	for len(piece) > 0 {
		if d.chars == 0 {
			n := d.groups(piece)
			d.column += int64(n)
			if piece = piece[n:]; len(piece) == 0 {
				return nil
			}
		}
		if err := d.char(piece[0]); err != nil {
			return err
		}
		piece = piece[1:]
	}
	return nil
}

// groups decodes whole groups up to the first that needs a closer look, and returns how many characters they have.
func (d *base64Decoder) groups(p []byte) int {
	i, out := 0, d.out
	for ; i+4 <= len(p); i += 4 {
		a, b := base64Values[p[i]], base64Values[p[i+1]]
		c, e := base64Values[p[i+2]], base64Values[p[i+3]]
		if (a|b|c|e)&0x80 != 0 {
			break
		}
		out = append(out, a<<2|b>>4, b<<4|c>>2, c<<6|e)
	}
	d.out = out
	return i
}

func (d *base64Decoder) char(c byte) error {
	d.column++
	v := base64Values[c]
	switch {
	case c == '=' && d.chars >= 2 && d.chars+d.pads < 4:
		d.pads++
		return nil
	case c == '=':
		return columnError(d.column, "padding where none belongs")
	case v == notBase64:
		return columnError(d.column, describe(c)+" is not a base64 character")
	case d.pads > 0:
		return columnError(d.column, "base64 goes on after its padding")
	}
	d.bits = d.bits<<6 | uint32(v)
	if d.chars++; d.chars == 4 {
		d.out = append(d.out, byte(d.bits>>16), byte(d.bits>>8), byte(d.bits))
		d.bits, d.chars = 0, 0
	}
	return nil
}

func (d *base64Decoder) finish() error {
	switch {
	case d.chars == 1:
		return errors.New("base64 ends with a single character, which is not a whole byte")
	case d.pads > 0 && d.chars+d.pads != 4:
		return errors.New("base64 ends with half its padding")
	case d.chars == 2:
		d.out = append(d.out, byte(d.bits>>4))
	case d.chars == 3:
		d.out = append(d.out, byte(d.bits>>10), byte(d.bits>>2))
	}
	return nil
}

func readBase64(r io.Reader, o ReaderOptions, limit int64) decoder {
	return &encoded{records: newLines(r), kind: o.Type, limit: limit, decoder: &base64Decoder{}}
}

func decodeBase64(t Type, record []byte) (Type, []byte, error) {
	data, err := decodeAll(&base64Decoder{}, record)
	return t, data, err
}

func (w *Writer) base64Line(_ From, _ Type, payload []byte) error {
	w.encode(payload, 2, base64.StdEncoding.AppendEncode)
	return w.buf.WriteByte('\n')
}
