package fuzz

import (
	"bytes"
	"encoding/binary"

	"github.com/klauspost/compress/flate"
)

// longest is the size of a generated stream at which a script is abandoned, in bytes.
const longest = 1 << 18

// maker generates a stream of frames from a script written by the fuzzer: mostly valid messages, with invalid data
// among them.
type maker struct {
	setup    setup
	script   []byte
	stream   []byte
	deflater *flate.Writer
	deflated bytes.Buffer
	// want is the expected outcome for the stream, while everything in it is valid.
	want  outcome
	valid bool
}

func makeStream(s setup, script []byte) *maker {
	m := &maker{setup: s, script: script, valid: true}
	m.freshDeflater()
	for len(m.script) > 0 && len(m.stream) < longest {
		m.step()
	}
	return m
}

func (m *maker) step() {
	switch op := m.next(); op & 0xf {
	case 0, 1, 2, 3, 4:
		m.message(op)
	case 5, 6:
		m.frame(0x80|opPing+op&0xf-5, m.bytes(int(m.next())%126))
	case 7:
		m.close()
	case 8:
		m.broken(0x80|opClose, m.bytes(int(m.next())%126))
	case 9:
		m.raw(m.bytes(int(m.next()) % 8))
	case 10:
		m.broken(0x80|opText, m.bytes(int(m.next())))
	case 11:
		m.valid = false
		first, mask := m.next(), m.next()
		m.stream = appendFrame(m.stream, first, mask&1 != 0, m.bytes(int(m.next())), -1, 0)
	case 12:
		m.oddLength()
	case 13:
		m.finalBlock()
	case 14:
		m.broken(0xc0|opBinary, m.bytes(int(m.next())))
	case 15:
		m.flip()
	}
}

func (m *maker) next() byte {
	if len(m.script) == 0 {
		return 0
	}
	b := m.script[0]
	m.script = m.script[1:]
	return b
}

func (m *maker) bytes(n int) []byte {
	n = min(n, len(m.script))
	b := m.script[:n:n]
	m.script = m.script[n:]
	return b
}

// closedAlready reports whether the stream contains a Close: nothing after it counts.
func (m *maker) closedAlready() bool { return m.want.end == closed }

func (m *maker) frame(first byte, payload []byte) {
	m.stream = appendFrame(m.stream, first, m.setup.server, payload, -1, 0)
}

func (m *maker) broken(first byte, payload []byte) {
	m.valid = false
	m.frame(first, payload)
}

func (m *maker) raw(b []byte) {
	m.valid = false
	m.stream = append(m.stream, b...)
}

// message adds a valid message, whole or in up to four fragments, with pings between them, compressed or not.
func (m *maker) message(op byte) {
	kind, size := byte(opText), int(m.next())
	if op&0x10 != 0 {
		kind = opBinary
	}
	if size >= 200 {
		size = (size - 200) * 997
	}
	payload := m.payload(kind, size)
	if !m.closedAlready() {
		m.want.messages = append(m.want.messages, message{kind, payload})
	}
	first, wire := kind, payload
	if m.setup.deflate && op&0x20 != 0 {
		first, wire = kind|0x40, m.compress(payload, op&0x80 != 0)
	}
	m.fragments(first, wire, int(op>>6&1)*(1+int(m.next())%3))
}

func (m *maker) fragments(first byte, wire []byte, more int) {
	for ; more > 0; more-- {
		n := int(m.next()) * len(wire) / 255
		m.frame(first, wire[:n])
		first, wire = opContinuation, wire[n:]
		if control := m.next(); control&1 != 0 {
			m.frame(0x80|opPing, m.bytes(int(control>>1)%126))
		}
	}
	m.frame(0x80|first, wire)
}

// payload returns data that repeats itself in part, so that there is something to compress.
func (m *maker) payload(kind byte, size int) []byte {
	const characters = "aé€😀 the same again and again, "
	b := make([]byte, 0, size+4)
	seed := m.next()
	for i := 0; len(b) < size; i++ {
		switch {
		case kind == opBinary && i%3 == 0:
			b = append(b, byte(i)*seed)
		case seed&1 != 0:
			b = append(b, byte('a'+i*int(seed)%23))
		default:
			b = append(b, characters...)
		}
	}
	if kind == opBinary || len(b) <= size {
		return b[:size]
	}
	b = b[:size]
	return b[:size-unfinished(b)]
}

func (m *maker) compress(payload []byte, twice bool) []byte {
	if !m.setup.takeover {
		m.freshDeflater()
	}
	m.deflated.Reset()
	half := 0
	if twice {
		half = len(payload) / 2
		m.deflate(payload[:half])
	}
	m.deflate(payload[half:])
	return bytes.Clone(bytes.TrimSuffix(m.deflated.Bytes(), []byte("\x00\x00\xff\xff")))
}

func (m *maker) deflate(payload []byte) {
	if _, err := m.deflater.Write(payload); err != nil {
		panic(err)
	}
	if err := m.deflater.Flush(); err != nil {
		panic(err)
	}
}

func (m *maker) freshDeflater() {
	w, err := flate.NewWriterWindow(&m.deflated, 1<<m.setup.window)
	if err != nil {
		panic(err)
	}
	m.deflater = w
}

// finalBlock adds a message whose last block has BFINAL set, followed by a zero byte (RFC 7692, section 7.2.3.4).
func (m *maker) finalBlock() {
	if !m.setup.deflate {
		return
	}
	payload := m.payload(opBinary, int(m.next()))
	m.freshDeflater()
	m.deflated.Reset()
	if _, err := m.deflater.Write(payload); err != nil {
		panic(err)
	}
	if err := m.deflater.Close(); err != nil {
		panic(err)
	}
	wire := append(bytes.Clone(m.deflated.Bytes()), 0)
	m.freshDeflater()
	if !m.closedAlready() {
		m.want.messages = append(m.want.messages, message{opBinary, payload})
	}
	m.fragments(0x40|opBinary, wire, int(m.next())%3)
}

func (m *maker) close() {
	codes := []int{1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999, 1005}
	code := codes[int(m.next())%len(codes)]
	var payload []byte
	reason := ""
	if code != 1005 {
		reason = string(m.payload(opText, int(m.next())%124))
		payload = append(binary.BigEndian.AppendUint16(nil, uint16(code)), reason...)
	}
	m.frame(0x80|opClose, payload)
	if !m.closedAlready() {
		m.want.end, m.want.code, m.want.reason = closed, code, reason
	}
}

// oddLength adds a frame with a length that its payload doesn't have, or that is written with more bytes than
// necessary.
func (m *maker) oddLength() {
	m.valid = false
	first, how := m.next(), m.next()
	payload := m.bytes(int(m.next()) % 130)
	lengths := []int64{-1, -1 << 62, 1<<63 - 1, 1<<63 - 10, 1 << 62, 1 << 31, limit + 1, limit, int64(how)}
	length := lengths[int(how>>2)%len(lengths)]
	size := []int{0, 2, 8, 8}[how&3]
	if length == -1<<62 { // written as it is, and not replaced by the payload's
		head := binary.BigEndian.AppendUint64([]byte{first, 127}, 1<<63|uint64(how))
		m.stream = append(append(m.stream, head...), payload...)
		return
	}
	m.stream = appendFrame(m.stream, first, m.setup.server, payload, length, size)
}

func (m *maker) flip() {
	m.valid = false
	if len(m.stream) == 0 {
		return
	}
	at := (int(m.next())<<8 | int(m.next())) % len(m.stream)
	m.stream[len(m.stream)-1-at] ^= 1 << (m.next() & 7)
}
