package client

import "unicode/utf8"

// utf8Check validates text that arrives in pieces. It fails at the first byte that
// can't belong to valid UTF-8, not only at the end (RFC 6455, section 8.1).
type utf8Check struct {
	tail [utf8.UTFMax]byte // the start of a sequence whose end hasn't arrived yet
	n    int
}

// next reports whether the text with p appended is valid, or may still become so.
func (c *utf8Check) next(p []byte) bool {
	for c.n > 0 && len(p) > 0 {
		c.tail[c.n] = p[0]
		c.n++
		p = p[1:]
		if utf8.FullRune(c.tail[:c.n]) {
			if !utf8.Valid(c.tail[:c.n]) {
				return false
			}
			c.n = 0
		}
	}
	cut := incompleteAt(p)
	if cut < len(p) {
		c.n = copy(c.tail[:], p[cut:])
	}
	return utf8.Valid(p[:cut])
}

// complete reports whether the text may end here.
func (c *utf8Check) complete() bool { return c.n == 0 }

// incompleteAt returns where a sequence begins that p cuts off, or len(p).
func incompleteAt(p []byte) int {
	for i := len(p) - 1; i >= 0 && i > len(p)-utf8.UTFMax; i-- {
		if utf8.RuneStart(p[i]) {
			if !utf8.FullRune(p[i:]) {
				return i
			}
			break
		}
	}
	return len(p)
}
