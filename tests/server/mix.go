package server

import "bytes"

// Message is one message of Mix.
type Message struct {
	Text bool
	Data []byte
}

// Mix returns every kind of message that some tool has altered, joined or lost: empty ones,
// newlines at every end, NULs, invalid UTF-8, one longer than any buffer, and lengths around those
// where frame headers change.
func Mix() []Message {
	text := func(s string) Message { return Message{true, []byte(s)} }
	binary := func(s string) Message { return Message{false, []byte(s)} }
	every := make([]byte, 256)
	for i := range every {
		every[i] = byte(i)
	}
	mix := []Message{
		text("hello"), text(""), binary(""), text(""), text("\n"), text("two\nlines"), text("ends\n"), text("\r\n"),
		text("tab\tand \x1b[31mred\x1b[0m"), text("NUL \x00 inside"), binary("\x00"), binary("\x00\x01\xff\xfe"),
		binary("\n\n"), {false, every}, text("ünïcödé 𝄞 \u2028"), text(`{"type":"text","data":"no"}`), text(" blanks "),
		text("\u202ereversed\u202c, \u200bnothing"), text("\ufeffmarked"),
	}
	for _, size := range []int{125, 126, 127, 65535, 65536, 65537} {
		mix = append(mix, Message{true, bytes.Repeat([]byte("x"), size)}, Message{false, Pattern(int64(size), int64(size))})
	}
	return append(mix, Message{false, bytes.Repeat(every, 4096)}, text("last"))
}

func mix(c *Conn) error {
	for _, m := range Mix() {
		op := byte(opBinary)
		if m.Text {
			op = opText
		}
		if err := c.write(fin|op, m.Data); err != nil {
			return err
		}
	}
	if err := c.out.Flush(); err != nil {
		return err
	}
	return c.closeAndDrain(1000, "")
}

// pattern repeats letters with a prime period, so that missing, doubled or displaced blocks are
// noticed. It is also valid text.
var pattern = func() []byte {
	b := make([]byte, patternPrime+64<<10)
	for i := range b {
		b[i] = "abcdefghijklmnopqrstuvwxyz0123456789"[(i%patternPrime)*7%36]
	}
	return b
}()

const patternPrime = 65521

// Pattern returns what /big sends from offset on: size bytes, but at most 64 KiB at a time. The
// result must not be written to.
func Pattern(offset, size int64) []byte {
	begin := offset % patternPrime
	end := begin + min(size, int64(len(pattern))-begin)
	return pattern[begin:end:end]
}
