package fuzz

import (
	"context"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/coder/websocket"
)

// byCoder returns the outcome of coder/websocket for a stream. It leaves UTF-8 to its users.
func byCoder(s setup, stream []byte) (o outcome) {
	c := &conn{arrived: s.cuts.pieces(stream)}
	defer func() {
		if p := recover(); p != nil {
			o.gaveUp, o.err = true, fmt.Errorf("panic: %v", p)
		}
	}()
	ws, err := openCoder(s, c)
	if err != nil {
		panic(err)
	}
	defer ws.CloseNow()
	ws.SetReadLimit(limit)
	for {
		kind, r, err := ws.Reader(context.Background())
		if err == nil {
			var payload []byte
			if payload, err = readMessage(byte(kind), r); err == nil {
				o.messages = append(o.messages, message{byte(kind), payload})
				continue
			}
		}
		o.endOfCoder(err, c)
		return o
	}
}

func (o *outcome) endOfCoder(err error, c *conn) {
	o.err = err
	var received websocket.CloseError
	switch {
	case errors.As(err, &received):
		o.end, o.code, o.reason = closed, int(received.Code), received.Reason
	case errors.Is(err, errNotUTF8):
		o.end, o.code = failed, 1007
	case errors.Is(err, errTooLarge), errors.Is(err, websocket.ErrMessageTooBig):
		o.end, o.code = failed, 1009
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		o.end = cut
	default:
		o.end = failed
		for _, f := range framesOf(c.sent()) {
			if f.op == opClose && len(f.payload) >= 2 {
				o.code = int(binary.BigEndian.Uint16(f.payload))
			}
		}
	}
}

func openCoder(s setup, c *conn) (*websocket.Conn, error) {
	mode := websocket.CompressionDisabled
	if s.deflate {
		mode = websocket.CompressionContextTakeover
	}
	if s.server {
		w, r := request(s, c)
		return websocket.Accept(w, r, &websocket.AcceptOptions{CompressionMode: mode})
	}
	ws, _, err := websocket.Dial(context.Background(), "ws://127.0.0.1/", &websocket.DialOptions{
		HTTPClient:      &http.Client{Transport: answerer{s, c}},
		CompressionMode: mode,
	})
	return ws, err
}

// answerer is a server that has already answered.
type answerer struct {
	setup setup
	conn  *conn
}

func (a answerer) RoundTrip(r *http.Request) (*http.Response, error) {
	header := http.Header{
		"Connection":           {"Upgrade"},
		"Upgrade":              {"websocket"},
		"Sec-Websocket-Accept": {acceptKey(r.Header.Get("Sec-WebSocket-Key"))},
	}
	if answer := a.setup.answer(); answer != "" {
		header.Set("Sec-WebSocket-Extensions", answer)
	}
	return &http.Response{StatusCode: http.StatusSwitchingProtocols, Header: header, Body: a.conn, Request: r}, nil
}

func acceptKey(key string) string {
	sum := sha1.Sum([]byte(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")) // RFC 6455, section 4.2.2
	return base64.StdEncoding.EncodeToString(sum[:])
}
