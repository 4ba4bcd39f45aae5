package client

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

const (
	socks4Version = 4
	socks4Granted = 90
)

var errNotSocks4 = errors.New("its answer is not SOCKS4")

// socks4Reply means that a SOCKS4 proxy doesn't connect; it gives no further details.
type socks4Reply byte

func (r socks4Reply) Error() string {
	switch r {
	case 91:
		return "rejected or failed"
	case 92:
		return "it can't ask identd here who we are"
	case 93:
		return "identd here says that we are somebody else"
	}
	return "reply " + strconv.Itoa(int(r))
}

// socks4 asks a SOCKS4 proxy for a tunnel to target: an IPv4 address, or a name for
// SOCKS4A. It sends the name of a login; SOCKS4 has no passwords.
func socks4(conn net.Conn, proxy *url.URL, target string) error {
	request, err := socks4Request(target, proxy.User.Username())
	if err != nil {
		return err
	}
	answer, err := socksExchange(conn, request)
	switch {
	case err != nil:
		return err
	case answer[0] != 0:
		return errNotSocks4
	case answer[1] != socks4Granted:
		return &ProxyError{Refused: true, Err: socks4Reply(answer[1])}
	}
	_, err = io.ReadFull(conn, make([]byte, 6)) // a port and an address, both meaningless
	return err
}

func socks4Request(target, user string) ([]byte, error) {
	host, port, err := net.SplitHostPort(target)
	if err != nil {
		return nil, err
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return nil, err
	}
	request := binary.BigEndian.AppendUint16([]byte{socks4Version, socksConnect}, uint16(number))
	if addr, err := netip.ParseAddr(host); err == nil && addr.Is4() {
		return append(append(append(request, addr.AsSlice()...), user...), 0), nil
	}
	request = append(append(append(request, 0, 0, 0, 1), user...), 0)
	return append(append(request, host...), 0), nil
}

// checkSocks4 checks that a login fits into the request.
func checkSocks4(user *url.Userinfo) error {
	if strings.Contains(user.Username(), "\x00") {
		return errors.New("SOCKS4 has no room for a name with a NUL in it")
	}
	return nil
}
