package dial

import (
	"errors"
	"io"
	"net"
	"net/http"
	"syscall"
	"time"

	"wspipe/client"
	"wspipe/client/errno"
)

// MayRetry reports whether a server that can't be reached now may soon be reachable.
func MayRetry(err error) bool {
	var handshake *client.HandshakeError
	var proxy *client.ProxyError
	var lookup *net.DNSError
	switch {
	case errors.As(err, &handshake):
		return forNow(handshake.StatusCode)
	case errors.As(err, &proxy) && proxy.StatusCode != 0:
		return forNow(proxy.StatusCode)
	case errors.As(err, new(*client.TimeoutError)):
		return true
	case errors.As(err, &lookup):
		return lookup.IsTemporary || lookup.IsTimeout
	}
	return errors.As(err, new(*client.DialError)) && unreachable(err)
}

// forNow reports whether an HTTP status may be temporary.
func forNow(status int) bool {
	switch status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// unreachable includes a unix socket that doesn't exist: its server will make it.
func unreachable(err error) bool {
	for _, e := range []syscall.Errno{
		syscall.ECONNREFUSED, syscall.ECONNRESET, syscall.ECONNABORTED, syscall.EPIPE,
		syscall.EHOSTUNREACH, syscall.ENETUNREACH, syscall.ETIMEDOUT, syscall.ENOENT,
	} {
		if errno.Is(err, e) {
			return true
		}
	}
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// RetryAfter returns how long the other end asked us to wait, or 0.
func RetryAfter(err error) time.Duration {
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
