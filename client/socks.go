package client

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"syscall"
)

// The numbers of RFC 1928 and RFC 1929.
const (
	socksVersion      = 5
	socksLoginVersion = 1
	socksNoLogin      = 0
	socksLogin        = 2
	socksNoMethod     = 0xff
	socksConnect      = 1
	socksIPv4         = 1
	socksName         = 3
	socksIPv6         = 4
	maxSocksString    = 255
)

var errNotSocks = errors.New("its answer is not SOCKS5")

// socksReply is the reason why the proxy could not or would not connect (RFC 1928,
// section 6).
type socksReply byte

func (r socksReply) Error() string {
	switch r {
	case 1:
		return "general failure"
	case 2:
		return "its rules don't allow this connection"
	case 3:
		return "network unreachable"
	case 4:
		return "host unreachable"
	case 5:
		return "connection refused"
	case 6:
		return "TTL expired"
	case 7:
		return "it can't connect (command not supported)"
	case 8:
		return "address type not supported"
	}
	return "reply " + strconv.Itoa(int(r))
}

// Is makes errors.Is match the error that a direct connection would have met with.
func (r socksReply) Is(target error) bool {
	switch r {
	case 3:
		return target == syscall.ENETUNREACH
	case 4:
		return target == syscall.EHOSTUNREACH
	case 5:
		return target == syscall.ECONNREFUSED
	}
	return false
}

// socks asks a SOCKS5 proxy for a tunnel to target (RFC 1928). It reads not a byte
// beyond the proxy's answers.
func socks(conn net.Conn, proxy *url.URL, target string) error {
	request, err := socksRequest(target)
	if err != nil {
		return err
	}
	if err := socksAuthenticate(conn, proxy.User); err != nil {
		return err
	}
	if _, err := conn.Write(request); err != nil {
		return err
	}
	return socksAnswer(conn)
}

// socksAuthenticate agrees on a method and, if the proxy asks for it, logs in (RFC
// 1929).
func socksAuthenticate(conn net.Conn, user *url.Userinfo) error {
	greeting := []byte{socksVersion, 1, socksNoLogin}
	if user != nil {
		greeting = []byte{socksVersion, 2, socksNoLogin, socksLogin}
	}
	answer, err := socksExchange(conn, greeting)
	switch {
	case err != nil:
		return err
	case answer[0] != socksVersion:
		return errNotSocks
	case answer[1] == socksNoLogin:
		return nil
	case answer[1] == socksLogin && user != nil:
		return socksLogIn(conn, user)
	case answer[1] == socksNoMethod && user == nil:
		return &ProxyError{Refused: true, LoginWanted: true, Err: errors.New("it wants a login")}
	case answer[1] == socksNoMethod:
		return &ProxyError{Refused: true, Err: errors.New("it wants another login than a name and a password")}
	}
	return errNotSocks
}

func socksLogIn(conn net.Conn, user *url.Userinfo) error {
	password, _ := user.Password()
	login := append([]byte{socksLoginVersion, byte(len(user.Username()))}, user.Username()...)
	login = append(append(login, byte(len(password))), password...)
	answer, err := socksExchange(conn, login)
	if err != nil {
		return err
	}
	if answer[1] != 0 {
		return &ProxyError{Refused: true, Err: errors.New("it doesn't accept this name and password")}
	}
	return nil
}

// socksExchange writes message and reads an answer of two bytes.
func socksExchange(conn net.Conn, message []byte) (answer [2]byte, err error) {
	if _, err = conn.Write(message); err == nil {
		_, err = io.ReadFull(conn, answer[:])
	}
	return answer, err
}

func socksRequest(target string) ([]byte, error) {
	host, port, err := net.SplitHostPort(target)
	if err != nil {
		return nil, err
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return nil, err
	}
	request := []byte{socksVersion, socksConnect, 0}
	addr, err := netip.ParseAddr(host)
	switch {
	case err == nil && addr.Is4():
		request = append(append(request, socksIPv4), addr.AsSlice()...)
	case err == nil:
		request = append(append(request, socksIPv6), addr.AsSlice()...)
	case len(host) > maxSocksString:
		return nil, fmt.Errorf("SOCKS has no room for a host name of more than %d bytes", maxSocksString)
	default:
		request = append(append(request, socksName, byte(len(host))), host...)
	}
	return binary.BigEndian.AppendUint16(request, uint16(number)), nil
}

// socksAnswer reads the answer to a request, and skips the address at its end.
func socksAnswer(conn net.Conn) error {
	head := make([]byte, 5) // version, reply, 0, type of address, first byte of the address
	if _, err := io.ReadFull(conn, head[:2]); err != nil {
		return err
	}
	if head[0] != socksVersion {
		return errNotSocks
	}
	if head[1] != 0 {
		return &ProxyError{Refused: true, Err: socksReply(head[1])}
	}
	if _, err := io.ReadFull(conn, head[2:]); err != nil {
		return err
	}
	rest := 2 // the port
	switch head[3] {
	case socksIPv4:
		rest += net.IPv4len - 1
	case socksIPv6:
		rest += net.IPv6len - 1
	case socksName:
		rest += int(head[4])
	default:
		return errNotSocks
	}
	_, err := io.ReadFull(conn, make([]byte, rest))
	return err
}
