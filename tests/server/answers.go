package server

import (
	"crypto/tls"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"time"
)

// echo sends every frame back unchanged, piece by piece.
func echo(c *Conn) error {
	err := c.receive(func(p piece) error {
		c.writing.Lock()
		defer c.writing.Unlock()
		if p.first {
			var b [10]byte
			c.out.Write(appendHeader(b[:0], p.frame.first, p.frame.length))
		}
		if _, err := c.out.Write(p.data); err != nil {
			return err
		}
		if c.in.Buffered() == 0 || p.last {
			return c.out.Flush()
		}
		return nil
	})
	return c.answerClose(err)
}

// late keeps reading during its delays, as real servers do: a Close that arrives first is answered
// first, and the reply is lost.
func late(c *Conn) error {
	var (
		mu      sync.Mutex
		closing bool
		after   = c.duration("after", 300*time.Millisecond)
		message []byte
	)
	err := c.receive(func(p piece) error {
		message = append(message, p.data...)
		if !p.last {
			return nil
		}
		reply := message
		message = nil
		time.AfterFunc(after, func() {
			mu.Lock()
			defer mu.Unlock()
			if !closing {
				c.send(p.op, reply)
			}
		})
		return nil
	})
	mu.Lock()
	closing = true
	mu.Unlock()
	return c.answerClose(err)
}

// count reads everything and, once ?gate= is open, answers Close with what it has received.
func count(c *Conn) error {
	err := c.drain()
	if err != errClosed {
		return err
	}
	c.waitAtGate()
	c.server.mu.Lock()
	got := fmt.Sprintf("n=%d bytes=%d", c.report.Messages, c.report.Bytes)
	c.server.mu.Unlock()
	if err := c.sendClose(1000, got); err != nil {
		return err
	}
	return c.end(errClosed)
}

func silent(c *Conn) error { return c.answerClose(c.drain()) }

func headers(c *Conn) error {
	request := map[string]any{
		"method":  c.request.Method,
		"target":  c.request.RequestURI,
		"host":    c.request.Host,
		"headers": c.request.Header,
		"lines":   strings.Split(strings.TrimSuffix(c.head.String(), "\r\n\r\n"), "\r\n"),
	}
	if secure, ok := c.below().(*tls.Conn); ok {
		request["alpn"] = secure.ConnectionState().NegotiatedProtocol
	}
	b, err := json.Marshal(request)
	if err != nil {
		return err
	}
	c.send(opText, b)
	return silent(c)
}

func ignorePings(c *Conn) error {
	c.deaf = true
	return silent(c)
}

func slowReader(c *Conn) error {
	c.waitAtGate()
	return count(c)
}
