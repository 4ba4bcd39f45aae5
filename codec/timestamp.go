package codec

import "time"

// timestamp formats times as RFC 3339 in UTC. It remembers the last second, since most lines have the same second as
// the one before.
type timestamp struct {
	second int64  // since 1970
	text   []byte // up to the fraction; empty at first
}

// append appends a time with precision digits of the second, at most nine. It keeps trailing zeros, so that lines
// sort by time.
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
