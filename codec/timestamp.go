package codec

import "time"

// timestamp formats times as RFC 3339 in UTC. It remembers the last time, since most lines have the same second as the
// one before, and many the same nanosecond.
type timestamp struct {
	second     int64 // since 1970
	nanosecond int
	text       []byte // without the Z; empty at first
}

// append appends a time with precision digits of the second, at most nine. It keeps trailing zeros, so that lines
// sort by time.
func (s *timestamp) append(dst []byte, at time.Time, precision int) []byte {
	if second := at.Unix(); second != s.second || len(s.text) == 0 {
		s.second, s.nanosecond = second, 0
		s.text = append(at.UTC().AppendFormat(s.text[:0], "2006-01-02T15:04:05."), "000000000"...)
	}
	whole := len(s.text) - 9
	if nanosecond := at.Nanosecond(); nanosecond != s.nanosecond {
		s.nanosecond = nanosecond
		for i := len(s.text) - 1; i >= whole; i-- {
			s.text[i] = byte('0' + nanosecond%10)
			nanosecond /= 10
		}
	}
	return append(append(dst, s.text[:whole+precision]...), 'Z')
}
