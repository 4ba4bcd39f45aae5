package codec

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"
	"unicode/utf8"
)

// jsonLines reads messages from JSON objects, one per line. It has to look ahead, because it skips lines without a
// message: the end of a line alone doesn't show whether Next has something to return.
type jsonLines struct {
	records
	limit     int64
	addressed bool
	long      []byte // a line longer than the buffer
	at        int64  // number of the line last returned
	ahead     jsonLine
	ready     bool // ahead is the next to be returned
	jsonDecoder
}

func readJSON(r io.Reader, o ReaderOptions, limit int64) decoder {
	return &jsonLines{records: newLines(r), limit: limit, addressed: o.Addressed}
}

func (j *jsonLines) where() string { return j.whereInBurst(0) }

func (j *jsonLines) next() (Part, error) {
	for !j.ready {
		line, err := j.line()
		if err != nil {
			return Part{}, err
		}
		j.look(line)
	}
	j.ready, j.at = false, j.number
	data, err := j.payload(j.ahead)
	if err == nil && int64(len(data)) > j.limit {
		err = &LimitError{j.limit}
	}
	p := Part{Type: j.ahead.kind, Data: data, Last: true}
	if err == nil && j.addressed {
		p.Client, err = j.ahead.addressee()
	}
	if err != nil {
		return Part{}, &InputError{j.where(), err}
	}
	return p, nil
}

// look parses line into ahead. The line must stay in place until the next call of next.
func (j *jsonLines) look(line []byte) {
	j.ahead = parseLine(line)
	if j.addressed {
		j.ahead.closes(line)
	}
	j.ready = j.ahead.kind != 0 || j.ahead.err != nil
}

// when returns the time that the last returned line gives. It must be called before the next call of next.
func (j *jsonLines) when() (at time.Time, err error) {
	if value := j.ahead.time; value != nil {
		err = at.UnmarshalJSON(value)
	}
	return at, err
}

// line returns a whole line, directly from the buffer if it fits there.
func (j *jsonLines) line() ([]byte, error) {
	line, last, err := j.piece()
	if last || err != nil {
		return line, err
	}
	j.long = append(j.long[:0], line...)
	for !last {
		if line, last, err = j.piece(); err != nil {
			return nil, err
		}
		if int64(len(j.long)+len(line)) > maxLineLength(j.limit) {
			j.at = j.number
			return nil, &InputError{j.where(), &LimitError{j.limit}}
		}
		j.long = append(j.long, line...)
	}
	return j.long, nil
}

func (j *jsonLines) buffered() bool {
	return j.looks(true) || j.err != nil
}

// burst takes texts without escapes from consecutive lines, until a line is incomplete or needs next.
func (j *jsonLines) burst(b *Burst) {
	b.Type = Text
	for len(b.Data) < burstSize && j.looks(len(b.Data) == 0) && j.plain() {
		j.ready, j.at = false, j.number
		b.Data = append(b.Data, j.ahead.data[1:len(j.ahead.data)-1])
	}
}

// looks reports whether ahead is a buffered message, after skipping lines without one if passing allows.
func (j *jsonLines) looks(passing bool) bool {
	for !j.ready && j.find() >= 0 {
		line, _, _ := j.piece()
		if j.look(line); !j.ready && !passing {
			return false
		}
	}
	return j.ready
}

// plain reports whether ahead is a valid text that the line contains without escapes.
func (j *jsonLines) plain() bool {
	a := j.ahead
	return a.kind == Text && a.err == nil && a.data[0] == '"' && int64(len(a.data)-2) <= j.limit &&
		bytes.IndexByte(a.data, '\\') < 0 && utf8.Valid(a.data)
}

func (j *jsonLines) whereInBurst(behind int64) string { return fmt.Sprintf("line %d", j.at-behind) }

// jsonLine is what a line says. Without kind and err, the line is to be skipped.
type jsonLine struct {
	kind Type
	data []byte // as written in the line: a JSON value; nil if there is none
	time []byte // likewise
	// client is as written in the line, too.
	client []byte
	err    error
}

func parseLine(line []byte) jsonLine {
	if skipBlanks(line, 0) == len(line) {
		return jsonLine{}
	}
	m, err := scanMessage(line)
	if err != nil {
		return jsonLine{err: err}
	}
	kind, err := messageType(m.name)
	if err == nil && m.data == nil && (kind == Text || kind == Binary) {
		err = errors.New(`"data" is missing`)
	}
	return jsonLine{kind, m.data, m.time, m.client, err}
}

// messageType returns 0 for lines that aren't messages.
func messageType(value []byte) (Type, error) {
	if value == nil {
		return 0, errors.New(`"type" is missing`)
	}
	if value[0] != '"' {
		return 0, errors.New(`"type" is not a string`)
	}
	name, _ := unquote(value, nil)
	switch string(name) {
	case "text":
		return Text, nil
	case "binary":
		return Binary, nil
	case "ping":
		return Ping, nil
	case "open", "pong", "close", "error":
		return 0, nil
	}
	return 0, fmt.Errorf("unknown type %q", string(name))
}

// jsonDecoder holds the payload of one line.
type jsonDecoder struct {
	unquoted []byte
	base64   base64Decoder
}

func (d *jsonDecoder) payload(l jsonLine) ([]byte, error) {
	switch {
	case l.err != nil || l.data == nil:
		return nil, l.err
	case l.kind == Close:
		return closePayload(l.data)
	case l.data[0] != '"':
		return nil, errors.New(`"data" is not a string`)
	}
	var data []byte
	data, d.unquoted = unquote(l.data, d.unquoted)
	switch {
	case l.kind != Text:
		return d.binary(data)
	case !utf8.Valid(data):
		return nil, errors.New(`"data" is not valid UTF-8`)
	}
	return data, nil
}

func (d *jsonDecoder) binary(encoded []byte) ([]byte, error) {
	d.base64.reset()
	data, err := decodeAll(&d.base64, encoded)
	if err != nil {
		return nil, fmt.Errorf(`"data": %w`, err)
	}
	return data, nil
}

func decodeJSON(_ Type, record []byte) (Type, []byte, error) {
	l := parseLine(record)
	if l.kind == 0 && l.err == nil {
		l.err = errors.New("no message to send: the type is not text, binary or ping")
	}
	var d jsonDecoder
	data, err := d.payload(l)
	return l.kind, data, err
}
