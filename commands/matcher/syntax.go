package matcher

import (
	"fmt"
	"unicode/utf8"
)

// SyntaxError reports what is wrong with a matcher, and where.
type SyntaxError struct {
	// Quoted is the matcher that means the text itself; empty if there is none.
	Quoted string

	text    string
	offset  int // in bytes
	problem string
}

// Column returns the character that is wrong, counted from 1; after the last one if something is
// missing.
func (e *SyntaxError) Column() int {
	return utf8.RuneCountInString(e.text[:e.Offset()]) + 1
}

// Offset returns the byte that is wrong, counted from 0.
func (e *SyntaxError) Offset() int { return min(e.offset, len(e.text)) }

// Problem returns what is wrong, without the place.
func (e *SyntaxError) Problem() string { return e.problem }

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("character %d: %s", e.Column(), e.problem)
}
