// Package codec turns streams of bytes into messages, and messages into streams of bytes, in seven formats. It knows
// nothing about networks, terminals or flags. In every format that keeps the boundaries of messages, a Reader returns
// exactly the messages that a Writer wrote, byte for byte.
package codec

import (
	"fmt"
	"io"
	"strings"
)

// Type is the type of a message; the numbers are the opcodes of RFC 6455.
type Type uint8

// The types of messages. Ping occurs only in JSON input, and Close, whose data is that of a Close frame, only if the
// input is Addressed.
const (
	Text   Type = 1
	Binary Type = 2
	Close  Type = 8
	Ping   Type = 9
)

// String returns the type's name in JSON lines.
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

// Format is a way to write messages to a stream of bytes.
type Format uint8

// The formats.
const (
	Lines  Format = iota // a line is a message, without its LF or CRLF
	Null                 // records terminated by NUL
	Base64               // a line of base64 is a message
	Hex                  // a line of hex digits is a message
	Raw                  // payloads with nothing between them
	Length               // a 4-byte big-endian length, then the payload
	JSON                 // one JSON object per line
)

// row describes a format.
type row struct {
	name  string
	kind  Type // default type of its messages
	holds bool // holds a whole message in memory
	line  bool // a message is a line
	reads func(r io.Reader, o ReaderOptions, limit int64) decoder
	// Either streams or encodes writes a message: as it arrives, or once all of it is held.
	streams func(w *Writer, body io.Reader) error
	encodes func(w *Writer, from From, t Type, payload []byte) error
	// decodes turns an argument into a payload; if nil, the argument is the payload.
	decodes func(t Type, record []byte) (Type, []byte, error)
}

// table has a row for each format, in order.
func table() [7]row {
	return [...]row{
		{name: "lines", kind: Text, line: true, reads: readLines, streams: (*Writer).line},
		{name: "null", kind: Text, reads: readNulls, streams: (*Writer).null},
		{name: "base64", kind: Binary, holds: true, line: true, reads: readBase64, encodes: (*Writer).base64Line, decodes: decodeBase64},
		{name: "hex", kind: Binary, holds: true, line: true, reads: readHex, encodes: (*Writer).hexLine, decodes: decodeHex},
		{name: "raw", kind: Binary, reads: readRaw, streams: (*Writer).raw},
		{name: "length", kind: Binary, holds: true, reads: readLengths, streams: (*Writer).withLength},
		{name: "json", kind: Binary, holds: true, line: true, reads: readJSON, encodes: (*Writer).jsonMessage, decodes: decodeJSON},
	}
}

func (f Format) row() row {
	if rows := table(); int(f) < len(rows) {
		return rows[f]
	}
	return row{name: fmt.Sprintf("Format(%d)", uint8(f)), kind: Binary, reads: readLines, streams: (*Writer).line}
}

// ParseFormat returns the format with this name; the error lists all names.
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

// String returns the name that ParseFormat accepts.
func (f Format) String() string { return f.row().name }

// DefaultType returns the type of messages read in this format if no other is asked for.
func (f Format) DefaultType() Type { return f.row().kind }

// Holds reports whether a message in this format is held whole in memory, so that its size needs a limit. The other
// formats stream messages of any size in constant memory.
func (f Format) Holds() bool { return f.row().holds }

// IsLine reports whether a message in this format is a line.
func (f Format) IsLine() bool { return f.row().line }

// Encodes reports whether a message in this format is text, whatever bytes its payload has.
func (f Format) Encodes() bool { return f.row().encodes != nil }
