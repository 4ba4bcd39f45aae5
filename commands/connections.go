package commands

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"syscall"
	"time"

	"wspipe/client"
)

// ending is how one connection ended.
type ending struct {
	err    error
	opened bool
	code   int // of the close, if it was opened
	reason string
	cutOff bool // within a message
	steady bool // it did what it is for, or lasted
	// waited: we closed it because --wait ran out, with the code ours.
	waited bool
	ours   int
}

// steadyAfter is how long a connection must last for the next outage to be a
// new one. A server that accepts and drops is as good as one that refuses.
const steadyAfter = 10 * time.Second

// connections makes one connection after the other, as --retry-for and
// --reconnect ask, and returns how the last one ended.
func (p *session) connections(ctx context.Context, url string) ending {
	defer p.relay.end()
	gap := outage{since: time.Now(), limit: p.o.retryFor}
	var end ending
	for {
		ws, err := client.New(url, p.o.client)
		if err != nil {
			return ending{err: &usageError{err}}
		}
		if !p.use(ws) {
			return end
		}
		end = p.runClient(ctx, ws)
		if end.steady {
			gap = outage{since: time.Now(), limit: p.o.retryFor}
		}
		again := p.goesOn(end)
		if p.o.reconnect && (again || end.code == 1006) {
			p.report.inDoubt(p.relay.inDoubt(ws))
		}
		if !again {
			return end
		}
		if end.cutOff {
			p.report.cutOffMessage(p.out.cut)
			p.out.cut = false
			p.lost++
		}
		delay, ok := gap.delay(retryAfterOf(end.err))
		if !ok {
			return end
		}
		p.report.retry(end, delay)
		p.quiet.busy() // until there is a connection again
		if !p.pause(ctx, delay) {
			return end
		}
	}
}

// use makes ws the connection that stop closes; false if it is too late for one.
func (p *session) use(ws *client.WebSocket) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ws = ws
	return !p.stopped
}

// runClient returns when the connection has ended, or isn't worth waiting for.
func (p *session) runClient(ctx context.Context, ws *client.WebSocket) ending {
	var end ending
	begun := time.Now()
	p.handle(ws, &end)
	done := make(chan error, 1)
	go func() { done <- ws.Run(ctx) }()
	select {
	case end.err = <-done:
	case <-p.forced:
		return ending{err: errForced}
	}
	end.steady = end.steady || end.opened && time.Since(begun) >= steadyAfter
	return end
}

var errForced = errors.New("ended before the connection")

// goesOn tells whether another connection is wanted after this one.
func (p *session) goesOn(end ending) bool {
	p.mu.Lock()
	stopped := p.stopped
	p.connected = p.connected || end.opened
	p.mu.Unlock()
	switch {
	case stopped, isFault(end.err), p.o.expected.endsWith(end):
		return false
	case end.opened:
		return p.o.reconnect && mayReconnect(end)
	case p.o.retryFor > 0, p.o.reconnect && p.connected:
		return mayRetry(end.err)
	}
	return false
}

// mayReconnect: a drop, or a close whose code says that it isn't for good.
func mayReconnect(end ending) bool {
	switch end.code {
	case 1001, 1006, 1011, 1012, 1013, 1014:
		return true
	}
	return false
}

// mayRetry: a server, or the way to it, that isn't there now may be there soon.
func mayRetry(err error) bool {
	var handshake *client.HandshakeError
	var proxy *client.ProxyError
	var lookup *net.DNSError
	switch {
	case errors.As(err, &handshake):
		return forNow(handshake.StatusCode)
	case errors.As(err, &proxy) && proxy.StatusCode != 0:
		return forNow(proxy.StatusCode)
	case is[*client.TimeoutError](err):
		return true
	case errors.As(err, &lookup):
		return lookup.IsTemporary || lookup.IsTimeout
	}
	return is[*client.DialError](err) && unreachable(err)
}

// forNow tells the statuses that may be others in a while.
func forNow(status int) bool {
	switch status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// unreachable includes a unix socket that is not there: its server makes it.
func unreachable(err error) bool {
	for _, e := range []syscall.Errno{
		syscall.ECONNREFUSED, syscall.ECONNRESET, syscall.ECONNABORTED, syscall.EPIPE,
		syscall.EHOSTUNREACH, syscall.ENETUNREACH, syscall.ETIMEDOUT, syscall.ENOENT,
	} {
		if errors.Is(err, e) {
			return true
		}
	}
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

func retryAfterOf(err error) time.Duration {
	var handshake *client.HandshakeError
	var proxy *client.ProxyError
	switch {
	case errors.As(err, &handshake):
		return retryAfter(handshake.Header)
	case errors.As(err, &proxy):
		return retryAfter(proxy.Header)
	}
	return 0
}

// pause returns false when the session ended meanwhile.
func (p *session) pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
	case <-p.stopping:
	case <-p.forced:
	}
	return false
}
