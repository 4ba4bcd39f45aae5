package codec

import "time"

// timestamp writes times as RFC 3339, in UTC. It remembers the last second: lines
// are many, and most of them are of the same one.
type timestamp struct {
	second int64  // since 1970
	text   []byte // of it, up to the digits behind it; empty before the first
}

// append writes so many digits of the second, nine at most, whatever they are, so that lines sort by them.
func (s *timestamp) append(dst []byte, at time.Time, precision int) []byte {
	if second := at.Unix(); second != s.second || len(s.text) == 0 {
		s.second = second
		s.text = at.UTC().AppendFormat(s.text[:0], "2006-01-02T15:04:05.")
	}
	dst = append(dst, s.text...)
	digits := [9]byte{}
	for i, rest := len(digits)-1, at.Nanosecond(); i >= 0; i-- {
		digits[i] = byte('0' + rest%10)
		rest /= 10
	}
	return append(append(dst, digits[:precision]...), 'Z')
}
