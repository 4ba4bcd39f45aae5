package server

import "net"

// DeadPort returns an address on which nobody listens and nobody can: the local end of a connection
// of our own, held until release.
func DeadPort() (hostport string, release func(), err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	defer l.Close()
	near, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		return "", nil, err
	}
	far, err := l.Accept()
	if err != nil {
		near.Close()
		return "", nil, err
	}
	return near.LocalAddr().String(), func() { near.Close(); far.Close() }, nil
}
