package main

import (
	"bufio"
	"io"
	"net/http"
)

// batcher buffers below the library, which flushes after every message.
type batcher struct {
	on   bool // otherwise everything is written at once
	conn io.ReadWriteCloser
	buf  *bufio.Writer
}

// client returns an HTTP client whose connections write through the batcher.
func (b *batcher) client() *http.Client { return &http.Client{Transport: b} }

// RoundTrip wraps the connection that the library gets from the handshake in the batcher.
func (b *batcher) RoundTrip(req *http.Request) (*http.Response, error) {
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	if conn, ok := res.Body.(io.ReadWriteCloser); ok {
		b.conn, b.buf = conn, bufio.NewWriterSize(conn, bufferSize)
		res.Body = b
	}
	return res, nil
}

func (b *batcher) Read(p []byte) (int, error) { return b.conn.Read(p) }

func (b *batcher) Write(p []byte) (int, error) {
	if !b.on {
		return b.conn.Write(p)
	}
	return b.buf.Write(p)
}

func (b *batcher) Close() error { return b.conn.Close() }

func (b *batcher) flush() error {
	b.on = false
	return b.buf.Flush()
}
