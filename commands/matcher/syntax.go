package matcher

import (
	"fmt"
	"unicode/utf8"
)

// SyntaxError says what is wrong with a matcher, and where.
type SyntaxError struct {
	// Quoted is the matcher that means the text itself; empty where none does.
	Quoted string

	text    string
	offset  int // in bytes
	problem string
}

// Column is the character at which it is wrong, counted from 1; after the last
// one where something is missing.
func (e *SyntaxError) Column() int {
	return utf8.RuneCountInString(e.text[:min(e.offset, len(e.text))]) + 1
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("character %d: %s", e.Column(), e.problem)
}
