package server

import (
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
)

// serveSocks answers one client as in RFC 1928. It logs the target and its form, "name host:port"
// or "address host:port", after the login ("login NAME:PASSWORD ") if there is one. For the host
// reply-2.test it answers with reply 2 (or any other), for garbage.test with something that isn't
// SOCKS, for silent.test not at all, and for busy.test the first time with reply 5.
func (c *proxied) serveSocks(wantsLogin bool) {
	if first, err := c.in.Peek(1); err == nil && first[0] == 4 {
		c.serveSocks4(wantsLogin)
		return
	}
	who, ok := c.greet(wantsLogin)
	if !ok {
		return
	}
	head := make([]byte, 4)
	if _, err := io.ReadFull(c.in, head); err != nil {
		return
	}
	form, host := c.host(head[3])
	port := binary.BigEndian.Uint16(c.bytes(2))
	target := net.JoinHostPort(host, strconv.Itoa(int(port)))
	c.note("%s%s %s", who, form, target)
	name, _ := strings.CutSuffix(host, ".test")
	code, isReply := strings.CutPrefix(name, "reply-")
	reply, _ := strconv.Atoi(code)
	switch {
	case head[0] != 5 || head[1] != 1:
		c.reply(7)
	case isReply:
		c.reply(reply)
	case name == "busy" && c.first():
		c.reply(5)
	case name == "garbage":
		io.WriteString(c, "HTTP/1.0 400 Bad Request\r\n\r\n")
	case name == "silent":
		io.Copy(io.Discard, c.in)
	default:
		c.connectSocks(target)
	}
}

func (c *proxied) connectSocks(target string) {
	server, err := c.dial(target)
	if err != nil {
		c.reply(5)
		return
	}
	c.reply(0)
	c.tunnel(server)
}

// greet agrees on a method, and checks the login (RFC 1929).
func (c *proxied) greet(wantsLogin bool) (who string, ok bool) {
	head := c.bytes(2)
	if head[0] != 5 {
		c.note("version %d", head[0])
		return "", false
	}
	methods := c.bytes(int(head[1]))
	if !wantsLogin {
		c.Write([]byte{5, 0})
		return "", true
	}
	if !strings.Contains(string(methods), "\x02") {
		c.note("no login")
		c.Write([]byte{5, 0xff})
		return "", false
	}
	c.Write([]byte{5, 2})
	name := c.bytes(int(c.bytes(2)[1]))
	secret := c.bytes(int(c.bytes(1)[0]))
	who = fmt.Sprintf("login %s:%s ", name, secret)
	if string(name) != login || string(secret) != password {
		c.note("bad %s", strings.TrimSpace(who))
		c.Write([]byte{1, 1})
		return "", false
	}
	c.Write([]byte{1, 0})
	return who, true
}

func (c *proxied) host(kind byte) (form, host string) {
	switch kind {
	case 1:
		return "address", net.IP(c.bytes(4)).String()
	case 3:
		return "name", string(c.bytes(int(c.bytes(1)[0])))
	case 4:
		return "address", net.IP(c.bytes(16)).String()
	}
	return "unknown", ""
}

// bytes returns the next n bytes, padded with zeros if the client sends fewer.
func (c *proxied) bytes(n int) []byte {
	b := make([]byte, n)
	io.ReadFull(c.in, b)
	return b
}

// reply sends a reply with an address in the form of a name, which is the rarest.
func (c *proxied) reply(code int) {
	c.Write(append([]byte{5, byte(code), 0, 3, 5}, "proxy\x00\x50"...))
}
