package codec

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

// client is the number that the line last returned gives, 0 where it gives none.
func (j *jsonLines) client() (number int, err error) {
	if j.ahead.client == nil {
		return 0, nil
	}
	if number, err = strconv.Atoi(string(j.ahead.client)); err != nil || number < 1 {
		return 0, errors.New(`"client" is not a client's number`)
	}
	return number, nil
}

// closes makes a line that says how a client was closed one that closes it.
func (l *jsonLine) closes(line []byte) {
	if l.client == nil || l.kind != 0 || l.err != nil {
		return
	}
	var name struct{ Type string }
	if json.Unmarshal(line, &name) == nil && name.Type == "close" {
		l.kind, l.data = Close, line
	}
}

const (
	usualCode = 1000
	noCode    = 1005 // never on the wire (RFC 6455, section 7.4.1)
)

// closePayload is what stands in a Close frame that is as line says.
func closePayload(line []byte) ([]byte, error) {
	said := struct {
		Code   *int
		Reason *string
	}{}
	if json.Unmarshal(line, &said) != nil {
		return nil, errors.New(`"code" is not a number, or "reason" not a string`)
	}
	code, reason := usualCode, ""
	if said.Code != nil {
		code = *said.Code
	}
	if said.Reason != nil {
		reason = *said.Reason
	}
	switch {
	case code < 0 || code > 0xffff:
		return nil, fmt.Errorf("%d is not a close code", code)
	case code == 0 || code == noCode:
		return nil, nil
	}
	return append(binary.BigEndian.AppendUint16(nil, uint16(code)), reason...), nil
}
