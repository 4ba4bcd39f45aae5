package fuzz

import (
	"encoding/hex"
	"testing"
)

// found are streams, in hex, that we or others once handled wrongly.
var found = []string{
	"817f7fffffffffffffff", "81ff7fffffffffffffff00000000", "4103cb48cd880203e9", "c108f348cdc9c9070000c107f248cdc9c90700",
	"c107f248cdc9c90700c105f200110000", "c200", "0100", "01036162638900800144880203e8", "8882ffff", "88020bb8", "880203f4", "880107",
	"8b00", "89fe007e", "a10161", "0101c38001a9", "0101ff8101", "817e000161", "827f000000000000000161",
}

// FuzzStream gives arbitrary bytes to the three parsers.
func FuzzStream(f *testing.F) {
	for n, text := range found {
		stream, err := hex.DecodeString(text)
		if err != nil {
			f.Fatal(err)
		}
		for how := range 8 {
			f.Add(uint16(how|n<<6), uint64(n), stream)
		}
	}
	f.Fuzz(func(t *testing.T, how uint16, seed uint64, stream []byte) {
		if len(stream) < longest {
			compare(t, setupOf(how, seed), stream)
		}
	})
}

// FuzzMessages gives them frames generated from a script. While these are valid, the expected outcome is known, too.
func FuzzMessages(f *testing.F) {
	for op := range 256 { // a message, the step itself between two of them, a Close
		f.Add(uint16(op*263), uint64(op), append([]byte{0x70, 200, byte(op), 1, 80, byte(op), 40, 3, 9, 130, 5, 77, 200, 1}, "\x02\x0aab\x07\x03\x05a\x01\x10z"...))
	}
	f.Fuzz(func(t *testing.T, how uint16, seed uint64, script []byte) {
		s := setupOf(how, seed)
		m := makeStream(s, script)
		ours := compare(t, s, m.stream)
		if m.valid && !ours.equal(m.want) {
			t.Errorf("%v\n%x\nours: %v\nwant: %v", s, m.stream, ours, m.want)
		}
	})
}

func compare(t *testing.T, s setup, stream []byte) outcome {
	t.Helper()
	ours := byOurs(t, s, stream)
	compareWith(t, "coder", byCoder(s, stream), ours, s, stream)
	if !s.deflate || !s.takeover { // gobwas can't refer to earlier messages
		compareWith(t, "gobwas", byGobwas(s, stream), ours, s, stream)
	}
	return ours
}

func compareWith(t *testing.T, parser string, theirs, ours outcome, s setup, stream []byte) {
	t.Helper()
	if ours.equal(theirs) {
		return
	}
	c := comparison{parser: parser, setup: s, frames: framesOf(stream), ours: ours, theirs: theirs}
	if c.explanation() == "" {
		t.Errorf("%v\n%x\nframes: %v\nours: %v\n%s: %v", s, stream, c.frames, ours, parser, theirs)
	}
}
