package server

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// accept answers the handshake. spoiled names the one thing to do wrong.
func (c *Conn) accept(spoiled string) error {
	if c.query.Has("digest") {
		c.digest = &digest{sha256.New()}
	}
	if err := c.answer(spoiled); err != nil {
		return err
	}
	c.note(func(r *Report) { r.Opened, r.Path = true, c.request.URL.Path })
	return nil
}

func (c *Conn) answer(spoiled string) error {
	if s, ok := c.Conn.(*stream); ok {
		return c.acceptStream(s, spoiled)
	}
	if why := c.refusal(); why != "" {
		c.respond(400, why)
		return fmt.Errorf("bad handshake: %s", why)
	}
	key := c.request.Header.Get("Sec-WebSocket-Key")
	if spoiled == "accept" {
		key = "not the key"
	}
	sum := sha1.Sum([]byte(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	var b strings.Builder
	b.WriteString("HTTP/" + c.str("version", "1.1") + " 101 Switching Protocols\r\n")
	for _, line := range c.query["header"] {
		b.WriteString(line + "\r\n")
	}
	b.WriteString("Connection: Upgrade\r\n")
	if spoiled != "upgrade" {
		b.WriteString("Upgrade: websocket\r\n")
	}
	if spoiled == "extension" {
		b.WriteString("Sec-WebSocket-Extensions: x-never-asked-for\r\n")
	}
	if p := c.protocol(); p != "" {
		b.WriteString("Sec-WebSocket-Protocol: " + p + "\r\n")
	}
	b.WriteString("X-Server: tests\r\n")
	b.WriteString("Sec-WebSocket-Accept: " + base64.StdEncoding.EncodeToString(sum[:]) + "\r\n\r\n")
	return c.sendRaw([]byte(b.String()))
}

// refusal returns what is wrong with the client's handshake, or "".
func (c *Conn) refusal() string {
	h := c.request.Header
	switch key, err := base64.StdEncoding.DecodeString(h.Get("Sec-WebSocket-Key")); {
	case c.request.Method != http.MethodGet:
		return "the method is " + c.request.Method
	case !strings.EqualFold(h.Get("Upgrade"), "websocket"):
		return "no Upgrade: websocket"
	case !strings.Contains(strings.ToLower(h.Get("Connection")), "upgrade"):
		return "no Connection: Upgrade"
	case h.Get("Sec-WebSocket-Version") != "13":
		return "the version isn't 13"
	case err != nil || len(key) != 16:
		return "the key isn't 16 bytes"
	}
	return ""
}

func (c *Conn) protocol() string {
	switch p := c.query.Get("protocol"); p {
	case "none":
		return ""
	case "":
		first, _, _ := strings.Cut(c.request.Header.Get("Sec-WebSocket-Protocol"), ",")
		return strings.TrimSpace(first)
	default:
		return p
	}
}

// respond answers with plain HTTP and ends the connection.
func (c *Conn) respond(status int, body string) error {
	lines := c.query["header"]
	if l := c.query.Get("location"); l != "" {
		lines = append(lines, "Location: "+l)
	}
	if s, ok := c.Conn.(*stream); ok {
		return s.respond(status, lines, body)
	}
	header := ""
	for _, line := range lines {
		header += line + "\r\n"
	}
	return c.sendRaw(fmt.Appendf(nil, "HTTP/1.1 %d %s\r\n%sContent-Type: text/plain\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s",
		status, http.StatusText(status), header, len(body), body))
}

func reject(c *Conn) error {
	if c.query.Has("stall") {
		c.sendRaw([]byte("HTTP/1.1 403 Forbidden\r\nContent-Length: 1000\r\n\r\nwhy"))
		_, err := c.in.ReadByte()
		return err
	}
	return c.respond(c.num("status", 403), strings.Repeat(c.str("body", "go away"), c.num("repeat", 1)))
}

func redirectLoop(c *Conn) error {
	c.query.Set("location", c.request.URL.Path)
	return c.respond(302, "")
}

func slowHandshake(c *Conn) error {
	c.server.sleep(c.duration("after", 300*time.Millisecond))
	return opened(echo)(c)
}

func muteHandshake(c *Conn) error {
	_, err := c.in.ReadByte() // until the client gives up
	return err
}

func dropHandshake(c *Conn) error {
	c.hangUp(c.str("how", "fin"))
	return nil
}

func garbage(c *Conn) error {
	return c.sendRaw([]byte("220 mail.example.org ESMTP ready\r\n"))
}

// answersInHTTP2 sends what an HTTP/2 server answers to a request in HTTP/1.1: its settings, and
// GOAWAY.
func answersInHTTP2(c *Conn) error {
	return c.sendRaw([]byte("\x00\x00\x06\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x64" +
		"\x00\x00\x08\x07\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01"))
}

// speaksTLS sends the alert that some TLS servers send to clients without TLS.
func speaksTLS(c *Conn) error { return c.sendRaw([]byte("\x15\x03\x01\x00\x02\x02\x46")) }
