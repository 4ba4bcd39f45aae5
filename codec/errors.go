package codec

import (
	"fmt"
	"math"
)

// InputError reports that the input can't be parsed, or that a message in it is too large. An error of the underlying
// io.Reader is never an InputError.
type InputError struct {
	Where string // "line 3", "record 3", "byte 1024"; empty for an argument
	Err   error  // what is wrong there
}

func (e *InputError) Error() string {
	if e.Where == "" {
		return e.Err.Error()
	}
	return e.Where + ": " + e.Err.Error()
}

// Unwrap returns Err.
func (e *InputError) Unwrap() error { return e.Err }

// OutputError wraps an error of the io.Writer below a Writer, to distinguish it from an error of a message's body.
type OutputError struct{ Err error }

func (e *OutputError) Error() string { return e.Err.Error() }

// Unwrap returns Err.
func (e *OutputError) Unwrap() error { return e.Err }

// LimitError reports that a message is too large. A Reader returns it inside an InputError, a Writer as it is.
type LimitError struct{ Limit int64 } // in bytes of payload

func (e *LimitError) Error() string {
	return fmt.Sprintf("message is larger than the limit of %d bytes", e.Limit)
}

// DefaultMaxMessageSize is the default limit, in bytes of payload, for formats that hold a message in memory.
const DefaultMaxMessageSize = 100 << 20

// limitFor returns the limit for a format, as a plain number to compare with.
func limitFor(f Format, size int64) int64 {
	switch {
	case size > 0:
		return size
	case f.Holds():
		return DefaultMaxMessageSize
	}
	return math.MaxInt64
}

// maxLineLength limits a line of JSON: no byte of text takes more than the six characters of \u0000, no byte of
// binary more than two, and slack leaves room for the other members.
func maxLineLength(limit int64) int64 {
	const perByte, slack = 6, bufferSize
	if limit > (math.MaxInt64-slack)/perByte {
		return math.MaxInt64
	}
	return limit*perByte + slack
}

// ColumnError reports where in a line something is wrong.
type ColumnError struct {
	Column  int64 // in bytes, from 1
	Problem string
}

func (e *ColumnError) Error() string { return fmt.Sprintf("column %d: %s", e.Column, e.Problem) }

func columnError(column int64, problem string) error { return &ColumnError{column, problem} }

// describe names a byte as a person would.
func describe(c byte) string {
	if c < 0x80 {
		return fmt.Sprintf("%q", rune(c))
	}
	return fmt.Sprintf("byte 0x%02x", c)
}
