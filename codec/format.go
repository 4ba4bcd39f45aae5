// Package codec turns streams of bytes into messages and messages into streams of bytes, in seven formats. It knows
// nothing of networks, terminals or flags. A Reader and a Writer of the same format are a pair: what one writes the
// other reads back, byte for byte, for every format that keeps the boundaries of messages.
package codec

import (
	"fmt"
	"strings"
)

// Type of a message; the numbers are the opcodes of RFC 6455.
type Type uint8

// The types of messages. Ping only appears on JSON input.
const (
	Text   Type = 1
	Binary Type = 2
	Ping   Type = 9
)

// String returns the name of the type as it stands in JSON lines.
func (t Type) String() string {
	switch t {
	case Text:
		return "text"
	case Binary:
		return "binary"
	case Ping:
		return "ping"
	}
	return fmt.Sprintf("Type(%d)", uint8(t))
}

// Format says how messages stand in a stream of bytes.
type Format uint8

// The formats.
const (
	Lines  Format = iota // a line is a message; LF or CRLF is not part of it
	Null                 // records that end with NUL
	Base64               // a line of base64 is a message
	Hex                  // a line of hex digits is a message
	Raw                  // payloads with nothing between them
	Length               // a 4-byte big-endian length, then the payload
	JSON                 // a JSON object a line
)

func formatNames() [7]string {
	return [...]string{"lines", "null", "base64", "hex", "raw", "length", "json"}
}

// ParseFormat returns the format with this name; the error lists the names there are.
func ParseFormat(name string) (Format, error) {
	names := formatNames()
	for i, n := range names {
		if n == name {
			return Format(i), nil
		}
	}
	return 0, fmt.Errorf("unknown format %q; there are %s", name, strings.Join(names[:], ", "))
}

// String returns the name that ParseFormat knows.
func (f Format) String() string {
	if names := formatNames(); int(f) < len(names) {
		return names[f]
	}
	return fmt.Sprintf("Format(%d)", uint8(f))
}

// DefaultType is the type of messages read in this format when nothing else is asked for.
func (f Format) DefaultType() Type {
	if f == Lines || f == Null {
		return Text
	}
	return Binary
}

// Holds reports whether a message in this format is held whole in memory, so that its size needs a limit.
// Messages in the other formats stream: a message of any size passes in constant memory.
func (f Format) Holds() bool {
	return f == Base64 || f == Hex || f == Length || f == JSON
}
