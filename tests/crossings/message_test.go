//go:build unix

package crossings

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"unicode/utf8"
)

// message is a message of either end.
type message struct {
	text bool
	data []byte
	// beat marks a message that --ignore skips.
	beat bool
}

func (m message) String() string {
	what := "binary"
	if m.text {
		what = "text"
	}
	return fmt.Sprintf("%s of %d bytes %.60q", what, len(m.data), m.data)
}

func (m message) equal(other message) bool {
	return m.text == other.text && bytes.Equal(m.data, other.data)
}

const (
	manyMessages  = 2000
	floodMessages = 384
	floodSize     = 128 << 10
)

// amount returns the number of messages for a value of up or down.
func amount(value string) int {
	switch value {
	case "one", "big":
		return 1
	case "sizes":
		return 6
	case "many":
		return manyMessages
	case "flood":
		return floodMessages
	}
	return 0
}

// sizes returns the sizes of the messages for a value of up or down: sizes where the form of the
// length changes (RFC 6455, section 5.2), and where buffers end.
func sizes(value string) []int {
	switch value {
	case "one":
		return []int{20}
	case "sizes":
		return []int{0, 1, 125, 126, 65535, 65536}
	case "big":
		return []int{1 << 20}
	case "many":
		s := make([]int, manyMessages)
		for i := range s {
			s[i] = i % 61
		}
		return s
	case "flood":
		s := make([]int, floodMessages)
		for i := range s {
			s[i] = floodSize
		}
		return s
	}
	return nil
}

// isObject reports whether m was made by objectOf.
func (m message) isObject() bool { return m.text && bytes.HasPrefix(m.data, []byte(objectStart)) }

// number returns the number at the beginning of m.
func (m message) number() []byte {
	digits := bytes.TrimPrefix(m.data, []byte(objectStart))
	return digits[:bytes.IndexFunc(digits, func(r rune) bool { return r < '0' || r > '9' })]
}

// made returns messages of these sizes. Each begins with its number if there is room. without lists
// the bytes that the format can't hold.
func made(value string, isText func(i int) bool, without string) []message {
	var all []message
	for i, size := range sizes(value) {
		m := message{text: isText(i), data: binaryOf(i, size)}
		if m.text {
			m.data = textOf(i, size)
		}
		for _, unwanted := range []byte(without) {
			m.data = bytes.ReplaceAll(m.data, []byte{unwanted}, []byte("."))
		}
		all = append(all, m)
	}
	return all
}

// objects returns JSON messages of these sizes.
func objects(value string) []message {
	var all []message
	for i, size := range sizes(value) {
		all = append(all, message{text: true, data: objectOf(i, size)})
	}
	return all
}

const words = "the quick brown fox\tжалюзи € 𝄞 \"quoted\" \\ {}\n\x00\x1b<&> "

// textOf returns UTF-8 that compresses well, with characters of each length.
func textOf(i, size int) []byte {
	b := fmt.Appendf(make([]byte, 0, size+len(words)), "%d:", i)
	for n := i; len(b) < size; n++ {
		b = append(b, words...)
		b = fmt.Appendf(b, "%d", n*n)
	}
	b = b[:size]
	for !utf8.Valid(b) {
		b = append(b[:len(b)-1], '.')
		b = trimCut(b)
	}
	return b
}

// trimCut replaces a truncated character by dots.
func trimCut(b []byte) []byte {
	for j := len(b) - 1; j >= 0 && !utf8.Valid(b[:j+1]); j-- {
		if b[j] >= utf8.RuneSelf {
			b[j] = '.'
		}
	}
	return b
}

const objectStart = `{"n":`

// objectOf returns JSON of about that size: an object, unless it is too short for one.
func objectOf(i, size int) []byte {
	if size < 20 {
		return fmt.Append(nil, i)
	}
	return fmt.Appendf(nil, objectStart+`%d,"word":[null,1.50],"words":"%s"}`, i, bytes.Repeat([]byte("жалюзи € "), size/16))
}

// binaryOf returns data that compresses somewhat.
func binaryOf(i, size int) []byte {
	b := fmt.Appendf(make([]byte, 0, size+64), "%d:", i)
	rng := rand.New(rand.NewPCG(uint64(i), uint64(size)))
	for len(b) < size {
		switch word := rng.Uint64(); word % 4 {
		case 0:
			b = append(b, make([]byte, word>>60)...)
		case 1:
			b = append(b, b[max(0, len(b)-int(word>>58)):]...)
		default:
			b = append(b, byte(word>>8), byte(word>>16), byte(word>>24), byte(word>>32))
		}
	}
	return b[:size]
}

// withBeats inserts messages for --ignore to skip.
func withBeats(messages []message) []message {
	every := max(1, len(messages)/5)
	var all []message
	for i, m := range messages {
		if i%every == 0 {
			all = append(all, message{text: true, data: fmt.Appendf(nil, "beat %d", i), beat: true})
		}
		all = append(all, m)
	}
	return append(all, message{text: true, data: []byte("beat"), beat: true})
}
