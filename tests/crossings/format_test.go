//go:build unix

package crossings

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
)

// appendEncoded appends m in a format, for stdin or stdout alike.
func appendEncoded(b []byte, format string, m message) []byte {
	switch format {
	case "lines":
		return append(append(b, m.data...), '\n')
	case "null":
		return append(append(b, m.data...), 0)
	case "base64":
		return append(base64.StdEncoding.AppendEncode(b, m.data), '\n')
	case "hex":
		return append(hex.AppendEncode(b, m.data), '\n')
	case "length":
		return append(binary.BigEndian.AppendUint32(b, uint32(len(m.data))), m.data...)
	case "json":
		line, err := json.Marshal(event{Type: m.typeName(), Data: m.jsonData()})
		if err != nil {
			panic(err)
		}
		return append(append(b, line...), '\n')
	}
	return append(b, m.data...)
}

// unholdable returns the bytes that the format of stdin would misread, or that can't be typed.
func (c *crossing) unholdable() string {
	switch c[input] {
	case "lines":
		if c.atTerminal() {
			return "\n\r\t\x00\x1b"
		}
		return "\n\r"
	case "null":
		return "\x00"
	}
	return ""
}

// event is a line of JSON, as far as the tests need it.
type event struct {
	Type   string  `json:"type"`
	Data   *string `json:"data,omitempty"`
	Code   int     `json:"code,omitempty"`
	Reason string  `json:"reason,omitempty"`
	Clean  bool    `json:"clean,omitempty"`
}

func (m message) typeName() string {
	if m.text {
		return "text"
	}
	return "binary"
}

func (m message) jsonData() *string {
	data := string(m.data)
	if !m.text {
		data = base64.StdEncoding.EncodeToString(m.data)
	}
	return &data
}

// message returns the message in an event.
func (e event) message() (message, error) {
	switch {
	case e.Data == nil:
		return message{text: e.Type == "text"}, nil
	case e.Type == "text":
		return message{text: true, data: []byte(*e.Data)}, nil
	}
	data, err := base64.StdEncoding.DecodeString(*e.Data)
	return message{data: data}, err
}

// events parses the output of --json. The last line may be incomplete if the reader left.
func events(out []byte) (all []event, rest []byte, err error) {
	for len(out) > 0 {
		line, after, whole := bytes.Cut(out, []byte("\n"))
		if !whole {
			return all, out, nil
		}
		var e event
		if err := json.Unmarshal(line, &e); err != nil {
			return all, out, err
		}
		all, out = append(all, e), after
	}
	return all, nil, nil
}
