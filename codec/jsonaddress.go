package codec

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

// addressee returns the number that the line gives, or 0 if it gives none.
func (l *jsonLine) addressee() (number int, err error) {
	if l.client == nil {
		return 0, nil
	}
	if number, err = strconv.Atoi(string(l.client)); err != nil || number < 1 {
		return 0, errors.New(`"client" is not a client's number`)
	}
	return number, nil
}

// closes turns a line that reports how a client was closed into one that closes it.
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
	noCode    = 1005 // never sent (RFC 6455, section 7.4.1)
)

// closePayload returns the payload of the Close frame that line describes.
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
