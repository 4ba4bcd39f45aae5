package client

import (
	"bytes"
	"testing"
	"unicode/utf8"
)

func TestHeaderRoundTrip(t *testing.T) {
	for _, n := range []int{0, 1, 125, 126, 65535, 65536, 1 << 40} {
		first := opBinary
		if n%2 == 0 {
			first |= finBit
		}
		b := appendMaskedHeader(nil, first, n, 0x01020304)
		for cut := range b {
			if _, ok := parseHeader(b[:cut]); ok {
				t.Errorf("%d: a header of %d of %d bytes", n, cut, len(b))
			}
		}
		h, ok := parseHeader(b)
		if want := (header{fin: n%2 == 0, opcode: opBinary, masked: true, length: int64(n), size: len(b)}); !ok || h != want {
			t.Errorf("%d: %+v, want %+v", n, h, want)
		}
	}
}

func TestMaskInPieces(t *testing.T) {
	plain := []byte("The quick brown fox jumps over the lazy dog")
	key := [4]byte{1, 0x80, 3, 0xff}
	want := bytes.Clone(plain)
	for i := range want {
		want[i] ^= key[i%4]
	}
	for cut := range plain {
		turned := uint32(key[0]) | uint32(key[1])<<8 | uint32(key[2])<<16 | uint32(key[3])<<24
		got := make([]byte, 0, len(plain))
		got, turned = appendMasked(got, plain[:cut], turned)
		got, _ = appendMasked(got, plain[cut:], turned)
		if !bytes.Equal(got, want) {
			t.Errorf("cut at %d: %x, want %x", cut, got, want)
		}
	}
}

func FuzzUTF8InPieces(f *testing.F) {
	for _, seed := range []string{"", "häh", "\xe2\x82\xac", "\xe2\x82", "\xed\xa0\x80", "\xf4\x90\x80\x80", "a\xffb", "\xf0\x9f\x98\x80\xf0"} {
		f.Add([]byte(seed), 1, 2)
	}
	f.Fuzz(func(t *testing.T, text []byte, a, b int) {
		a = min(max(a, 0), len(text))
		b = min(max(b, a), len(text))
		var c utf8Check
		got := c.next(text[:a]) && c.next(text[a:b]) && c.next(text[b:]) && c.complete()
		if want := utf8.Valid(text); got != want {
			t.Errorf("%q cut at %d and %d: %v, want %v", text, a, b, got, want)
		}
	})
}

// Invalid text is rejected at the first byte that proves it (the Autobahn test suite
// calls anything later non-strict).
func TestUTF8FailsFast(t *testing.T) {
	for _, text := range []string{"\xff", "\xc0", "\xed\xa0", "\xf4\x90", "\xe0\x9f", "a\x80"} {
		var c utf8Check
		ok := true
		for i := range len(text) {
			ok = ok && c.next([]byte{text[i]})
		}
		if ok {
			t.Errorf("%q passes", text)
		}
	}
}
