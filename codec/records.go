package codec

import (
	"bytes"
	"fmt"
	"io"
)

// records splits a source at a delimiter.
type records struct {
	source
	delim   byte
	unit    string // what a record is called
	scanned int64  // offset before which there is no delimiter, or of a delimiter
	number  int64  // the last record begun, counted from 1
	inside  bool   // the last piece did not end its record
	marked  bool   // a byte order mark, which isn't part of the input, may come first
}

// byteOrderMark is what some editors put at the beginning of a text (RFC 3629, section 6).
const byteOrderMark = "\ufeff"

func newLines(r io.Reader) records {
	return records{source: newSource(r), delim: '\n', unit: "line", marked: true}
}

func newNulls(r io.Reader) records {
	return records{source: newSource(r), delim: 0, unit: "record"}
}

func (r *records) where() string { return r.at(r.number) }

func (r *records) at(number int64) string { return fmt.Sprintf("%s %d", r.unit, number) }

// find returns how many bytes come before the next delimiter, or -1. It looks at no byte twice.
func (r *records) find() int {
	from := r.start
	if i := int(r.scanned - r.base); i > from {
		from = i
	}
	i := bytes.IndexByte(r.buf[from:r.end], r.delim)
	if i < 0 {
		r.scanned = r.base + int64(r.end)
		return -1
	}
	r.scanned = r.base + int64(from+i)
	return from + i - r.start
}

// piece returns the next record, or the next part of one longer than the buffer, without its delimiter.
func (r *records) piece() (data []byte, last bool, err error) {
	data, last, err = r.cut()
	if r.marked {
		r.marked = false
		data = bytes.TrimPrefix(data, []byte(byteOrderMark))
	}
	return data, last, err
}

func (r *records) cut() (data []byte, last bool, err error) {
	for {
		if n := r.find(); n >= 0 {
			r.begin(true)
			return r.trim(r.take(n + 1)), true, nil
		}
		if r.err != nil {
			return r.rest()
		}
		if r.full() {
			r.begin(false)
			return r.take(r.withoutCR()), false, nil
		}
		r.fill()
	}
}

func (r *records) begin(last bool) {
	if !r.inside {
		r.number++
	}
	r.inside = !last
}

// rest returns what follows the last delimiter: a record at the end of the input, nothing if reading failed.
func (r *records) rest() ([]byte, bool, error) {
	if r.err != io.EOF || (r.have() == 0 && !r.inside) || r.marked && string(r.buf[r.start:r.end]) == byteOrderMark {
		return nil, false, r.err
	}
	r.begin(true)
	return r.take(r.have()), true, nil
}

func (r *records) trim(record []byte) []byte {
	n := len(record) - 1
	if r.delim == '\n' && n > 0 && record[n-1] == '\r' {
		n--
	}
	return record[:n]
}

// withoutCR holds back a CR at the end of the buffer: the next byte decides whether it is payload.
func (r *records) withoutCR() int {
	n := r.have()
	if r.delim == '\n' && r.buf[r.end-1] == '\r' {
		n--
	}
	return n
}

// complete reports whether the rest of a record, or the error after it, is in the buffer.
func (r *records) complete() bool {
	return r.err != nil || r.find() >= 0
}
