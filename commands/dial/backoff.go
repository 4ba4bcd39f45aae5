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
	longestAsked = time.Hour // that a server is waited for
)

// Outage is the time in which there is no connection: how long it may last,
// and how long to wait for the next attempt.
type Outage struct {
	since    time.Time
	limit    time.Duration // 0: none
	attempts int
}

// NewOutage begins now, and may last for limit; 0: for ever.
func NewOutage(limit time.Duration) Outage { return Outage{since: time.Now(), limit: limit} }

// IsLong tells a delay that only the other end can have asked for.
func IsLong(delay time.Duration) bool { return delay > longestDelay }

// Delay is how long to wait before the next attempt: at random, up to a limit
// that doubles each time, so that many clients don't come back at once. The
// server may ask for more. false: it isn't worth waiting.
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

// retryAfter is what a response asks for in Retry-After, in seconds or as a
// date (RFC 9110, section 10.2.3); 0 where it doesn't.
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
