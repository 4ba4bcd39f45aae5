package commands

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/coder/websocket"
)

// echoURL is the URL of the echo server inside the process.
const echoURL = "echo:"

// startEcho makes "echo:" the URL of an echo server on a loopback socket,
// which stops when the function returned is called. Other URLs stay as they are.
func startEcho(url string) (string, func(), error) {
	if url != echoURL {
		return url, func() {}, nil
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, fmt.Errorf("echo: %w", err)
	}
	server := &http.Server{Handler: http.HandlerFunc(echo), ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(l) }()
	return "ws://" + l.Addr().String() + "/", func() { _ = server.Close() }, nil
}

// echo sends every message back, type and size kept, in constant memory,
// until the client closes.
func echo(w http.ResponseWriter, r *http.Request) {
	conn, err := websocket.Accept(w, r, nil)
	if err != nil {
		return // the client has been told
	}
	defer func() { _ = conn.CloseNow() }()
	conn.SetReadLimit(-1)
	buf := make([]byte, 64<<10)
	for {
		if err := echoMessage(conn, buf); err != nil {
			return
		}
	}
}

func echoMessage(conn *websocket.Conn, buf []byte) error {
	ctx := context.Background()
	typ, r, err := conn.Reader(ctx)
	if err != nil {
		return err
	}
	n, err := io.ReadFull(r, buf)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return conn.Write(ctx, typ, buf[:n])
	}
	if err != nil {
		return err
	}
	w, err := conn.Writer(ctx, typ)
	if err != nil {
		return err
	}
	if _, err := w.Write(buf); err != nil {
		return err
	}
	if _, err := io.CopyBuffer(w, r, buf); err != nil {
		return err
	}
	return w.Close()
}
