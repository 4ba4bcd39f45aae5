package server

import (
	"encoding/binary"
	"io"
	"net"
	"strconv"
	"strings"
)

// serveSocks4 is serveSocks for SOCKS 4 and 4A. It logs the user id, if there is one, as "user NAME
// ". If a login is required, the user id must be that of the login. For reply-91.test it answers
// with reply 91 (or any other), for garbage.test with something that isn't SOCKS.
func (c *proxied) serveSocks4(wantsLogin bool) {
	c.bytes(2)
	port := strconv.Itoa(int(binary.BigEndian.Uint16(c.bytes(2))))
	form, host := c.host(1)
	id := c.word()
	who := ""
	if id != "" {
		who = "user " + id + " "
	}
	if strings.HasPrefix(host, "0.0.0.") {
		form, host = "name", c.word()
	}
	c.note("%s4 %s %s", who, form, net.JoinHostPort(host, port))
	name, _ := strings.CutSuffix(host, ".test")
	code, isReply := strings.CutPrefix(name, "reply-")
	reply, _ := strconv.Atoi(code)
	switch {
	case wantsLogin && id != login:
		c.reply4(93)
	case isReply:
		c.reply4(reply)
	case name == "garbage":
		io.WriteString(c, "HTTP/1.0 400 Bad Request\r\n\r\n")
	default:
		c.connectSocks4(net.JoinHostPort(host, port))
	}
}

func (c *proxied) connectSocks4(target string) {
	server, err := c.dial(target)
	if err != nil {
		c.reply4(91)
		return
	}
	c.reply4(90)
	c.tunnel(server)
}

// word returns the text before the next NUL.
func (c *proxied) word() string {
	word, _ := c.in.ReadString(0)
	return strings.TrimSuffix(word, "\x00")
}

func (c *proxied) reply4(code int) { c.Write([]byte{0, byte(code), 1, 2, 3, 4, 5, 6}) }
