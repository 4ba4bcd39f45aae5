// Package codec turns streams of bytes into messages and messages into streams of bytes, in seven formats. It knows
// nothing of networks, terminals or flags. A Reader and a Writer of the same format are a pair: what one writes the
// other reads back, byte for byte, for every format that keeps the boundaries of messages.
package codec

import (
	"fmt"
	"io"
	"strings"
)

// Type of a message; the numbers are the opcodes of RFC 6455.
type Type uint8

// The types of messages. Ping only appears on JSON input, and Close, whose data is that of a Close frame, on such that is
// Addressed.
const (
	Text   Type = 1
	Binary Type = 2
	Close  Type = 8
	Ping   Type = 9
)

// String returns the name of the type as it stands in JSON lines.
func (t Type) String() string {
	switch t {
	case Text:
		return "text"
	case Binary:
		return "binary"
	case Close:
		return "close"
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

// row is all there is to know of a format.
type row struct {
	name  string
	kind  Type // of its messages, where nothing else is asked for
	holds bool // a message whole in memory
	reads func(r io.Reader, o ReaderOptions, limit int64) decoder
	// One of the two writes a message: while it comes, or once it is held.
	streams func(w *Writer, body io.Reader) error
	encodes func(w *Writer, t Type, payload []byte) error
	// decodes makes a payload of an argument; nil: it is one.
	decodes func(t Type, record []byte) (Type, []byte, error)
}

// table has a row for each format, in their order.
func table() [7]row {
	return [...]row{
		{name: "lines", kind: Text, reads: readLines, streams: (*Writer).line},
		{name: "null", kind: Text, reads: readNulls, streams: (*Writer).null},
		{name: "base64", kind: Binary, holds: true, reads: readBase64, encodes: (*Writer).base64Line, decodes: decodeBase64},
		{name: "hex", kind: Binary, holds: true, reads: readHex, encodes: (*Writer).hexLine, decodes: decodeHex},
		{name: "raw", kind: Binary, reads: readRaw, streams: (*Writer).raw},
		{name: "length", kind: Binary, holds: true, reads: readLengths, streams: (*Writer).withLength},
		{name: "json", kind: Binary, holds: true, reads: readJSON, encodes: (*Writer).jsonMessage, decodes: decodeJSON},
	}
}

func (f Format) row() row {
	if rows := table(); int(f) < len(rows) {
		return rows[f]
	}
	return row{name: fmt.Sprintf("Format(%d)", uint8(f)), kind: Binary, reads: readLines, streams: (*Writer).line}
}

// ParseFormat returns the format with this name; the error lists the names there are.
func ParseFormat(name string) (Format, error) {
	var names []string
	for i, row := range table() {
		if row.name == name {
			return Format(i), nil
		}
		names = append(names, row.name)
	}
	return 0, fmt.Errorf("unknown format %q; there are %s", name, strings.Join(names, ", "))
}

// String returns the name that ParseFormat knows.
func (f Format) String() string { return f.row().name }

// DefaultType is the type of messages read in this format when nothing else is asked for.
func (f Format) DefaultType() Type { return f.row().kind }

// Holds reports whether a message in this format is held whole in memory, so that its size needs a limit.
// Messages in the other formats stream: a message of any size passes in constant memory.
func (f Format) Holds() bool { return f.row().holds }
