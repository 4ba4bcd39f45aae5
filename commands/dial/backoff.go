package dial

import (
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

const (
	firstDelay   = 100 * time.Millisecond
	longestDelay = 10 * time.Second
	longestAsked = time.Hour // the longest wait that a server may ask for
)

// Outage is a time without a connection: it limits how long that may last, and says how long to
// wait for the next attempt.
type Outage struct {
	since    time.Time
	limit    time.Duration // 0 means none
	attempts int
}

// NewOutage returns an Outage that begins now and may last for limit; 0 means forever.
func NewOutage(limit time.Duration) Outage { return Outage{since: time.Now(), limit: limit} }

// IsLong reports whether a delay is so long that only the other end can have asked for it.
func IsLong(delay time.Duration) bool { return delay > longestDelay }

// Delay returns how long to wait before the next attempt: a random time up to a limit that doubles
// with each attempt, so that many clients don't come back at once. The server may ask for more. It
// returns false if waiting isn't worthwhile.
func (o *Outage) Delay(asked time.Duration) (time.Duration, bool) {
	limit := longestDelay
	if o.attempts < 10 {
		limit = min(limit, firstDelay<<o.attempts)
	}
	o.attempts++
	delay := max(min(asked, longestAsked), rand.N(limit)) //nolint:gosec // it keeps clients apart, not secrets
	if o.limit <= 0 {
		return delay, true
	}
	left := o.limit - time.Since(o.since)
	if left <= 0 || asked > left {
		return 0, false
	}
	return min(delay, left), true
}

// retryAfter returns what Retry-After asks for, in seconds or as a date (RFC 9110, section 10.2.3),
// or 0.
func retryAfter(h http.Header) time.Duration {
	value := h.Get("Retry-After")
	const most = 1<<63/uint64(time.Second) - 1
	if seconds, err := strconv.ParseUint(value, 10, 64); err == nil || errors.Is(err, strconv.ErrRange) {
		return time.Duration(min(seconds, most)) * time.Second //nolint:gosec // it fits
	}
	if date, err := http.ParseTime(value); err == nil {
		return max(0, time.Until(date))
	}
	return 0
}
