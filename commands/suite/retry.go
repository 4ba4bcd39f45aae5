package suite

import (
	"net/url"
	"strings"
	"sync"
	"time"

	"wspipe/commands/dial"
	"wspipe/commands/status"
)

// outage is the time that a server takes to come up. It begins with the first failed attempt.
// All files that wait for the server give up once --retry-for has passed since then.
type outage struct {
	mu sync.Mutex
	dial.Outage
}

// retry implements --retry-for. The time is spent only once per server: if one file has waited in
// vain, later ones don't wait again.
func (s *suite) retry(to string) func(error) (time.Duration, bool) {
	return func(err error) (time.Duration, bool) {
		if s.o.RetryFor == 0 || !dial.MayRetry(err) {
			return 0, false
		}
		delay, ok := s.outage(to).delay(err)
		if ok {
			s.voice.Retry(status.Explain(err), delay, dial.IsLong(delay))
		}
		return delay, ok
	}
}

func (s *suite) outage(to string) *outage {
	s.mu.Lock()
	defer s.mu.Unlock()
	server := serverOf(to)
	if s.outages[server] == nil {
		s.outages[server] = &outage{Outage: dial.NewOutage(s.o.RetryFor)}
	}
	return s.outages[server]
}

func (o *outage) delay(err error) (time.Duration, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.Delay(dial.RetryAfter(err))
}

// serverOf returns the part of a URL that identifies the server.
func serverOf(written string) string {
	absolute, err := dial.URL(written)
	if err != nil {
		return written
	}
	u, err := url.Parse(absolute)
	if err != nil {
		return written
	}
	socket, _, _ := strings.Cut(u.Path, ":") // of ws+unix:/path/to.sock:/request/path
	if u.Host == "" {
		return socket
	}
	return u.Host
}
