package matcher

import (
	"strconv"
	"strings"
)

// sameNumber compares two JSON numbers by value, whatever their size, without expanding them.
func sameNumber(a, b string) bool {
	if a == b {
		return true
	}
	x, ok := normalNumber(a)
	if !ok {
		return false
	}
	y, ok := normalNumber(b)
	return ok && x == y
}

// decimal is digits times ten to the power of exponent. digits is an integer that neither begins
// nor ends with 0; for zero it is empty.
type decimal struct {
	negative bool
	digits   string
	exponent int64
}

// normalNumber returns the same decimal for all notations of a value, or false if the exponent is
// too large for 64 bits.
func normalNumber(text string) (decimal, bool) {
	var d decimal
	text, d.negative = strings.CutPrefix(text, "-")
	mantissa, exponent := text, ""
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		mantissa, exponent = text[:i], text[i+1:]
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := strings.TrimLeft(whole+fraction, "0")
	d.digits = strings.TrimRight(digits, "0")
	if d.digits == "" {
		return decimal{}, true
	}
	if exponent != "" {
		n, err := strconv.ParseInt(exponent, 10, 62)
		if err != nil {
			return decimal{}, false
		}
		d.exponent = n
	}
	d.exponent += int64(len(digits)-len(d.digits)) - int64(len(fraction))
	return d, true
}
