package dial

import (
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"testing"

	"wspipe/client"
)

// Temporary failures are worth another attempt; a name that doesn't exist isn't.
func TestMayRetry(t *testing.T) {
	dial := func(err error) error { return &client.DialError{URL: "ws://h/", Err: err} }
	for _, test := range []struct {
		err  error
		want bool
	}{
		{dial(os.NewSyscallError("connect", syscall.ECONNREFUSED)), true},
		{dial(os.NewSyscallError("connect", syscall.EHOSTUNREACH)), true},
		{dial(os.NewSyscallError("connect", syscall.ENETUNREACH)), true},
		{dial(os.NewSyscallError("read", syscall.ECONNRESET)), true},
		{dial(os.NewSyscallError("connect", syscall.ENOENT)), true},
		{dial(io.EOF), true},
		{dial(&net.DNSError{Name: "h", Err: "server misbehaving", IsTemporary: true}), true},
		{dial(&net.DNSError{Name: "h", Err: "no such host", IsNotFound: true}), false},
		{dial(errors.New("x509: no")), false},
		{&client.TimeoutError{Op: "connect"}, true},
		{&client.HandshakeError{StatusCode: 503}, true},
		{&client.HandshakeError{StatusCode: 500}, false},
		{dial(&client.ProxyError{StatusCode: 502}), true},
		{dial(&client.ProxyError{StatusCode: 407}), false},
		{dial(&client.ProxyError{Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}), true},
	} {
		if got := MayRetry(test.err); got != test.want {
			t.Errorf("%v: %v, want %v", test.err, got, test.want)
		}
	}
}
