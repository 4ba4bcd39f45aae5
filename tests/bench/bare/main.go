// Command bare does the benchmark's tasks with the library alone, in the way that its documentation shows.
//
//	bare receive URL       each message and a newline to stdout
//	bare receive-raw URL   one message to stdout
//	bare send URL          each line of stdin as a message
//	bare send-batched URL  the same, with many messages per write to the network
//	bare send-raw URL      stdin as one message
//	bare roundtrip URL N   64 bytes there and back, N times
//	bare oneshot URL TEXT  one message
//	bare check URL N       N connections, one after the other, each with four messages there and back
//	bare serve ADDRESS     an echo, which reports its address on stderr
//
// receive-compressed, receive-raw-compressed, send-compressed and send-raw-compressed offer permessage-deflate with
// context takeover, and compress messages of any size.
package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
	"strings"

	"github.com/coder/websocket"
)

// ctx can't be cancelled: one that can costs more than twice as much for each message.
var ctx = context.Background()

const bufferSize = 64 << 10

func main() {
	log.SetFlags(0)
	if len(os.Args) < 3 {
		log.Fatal("usage: bare WORK URL [ARGUMENT]")
	}
	work, url, argument := os.Args[1], os.Args[2], ""
	if len(os.Args) > 3 {
		argument = os.Args[3]
	}
	if err := run(work, url, argument); err != nil {
		log.Fatal(err)
	}
}

func run(work, url, argument string) error {
	switch work {
	case "serve":
		return serve(url)
	case "check":
		return check(url, argument)
	}
	var batch batcher
	options := &websocket.DialOptions{HTTPClient: &http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true},
	}}}
	work, compressed := strings.CutSuffix(work, "-compressed")
	if compressed {
		options.CompressionMode, options.CompressionThreshold = websocket.CompressionContextTakeover, 1
	}
	if work == "send-batched" {
		options.HTTPClient = batch.client()
	}
	c, _, err := websocket.Dial(ctx, url, options)
	if err != nil {
		return err
	}
	defer c.CloseNow()
	c.SetReadLimit(-1)
	switch work {
	case "receive":
		return receive(c)
	case "receive-raw":
		return receiveRaw(c)
	case "send":
		err = send(c)
	case "send-batched":
		batch.on = true
		if err = send(c); err == nil {
			err = batch.flush()
		}
	case "send-raw":
		err = sendRaw(c)
	case "roundtrip":
		err = roundTrip(c, argument)
	case "oneshot":
		err = c.Write(ctx, websocket.MessageText, []byte(argument))
	default:
		err = fmt.Errorf("no such work: %s", work)
	}
	if err != nil {
		return err
	}
	return c.Close(websocket.StatusNormalClosure, "")
}

func receive(c *websocket.Conn) error {
	out := bufio.NewWriterSize(os.Stdout, bufferSize)
	buf := make([]byte, bufferSize)
	for {
		_, r, err := c.Reader(ctx)
		if err != nil {
			return errors.Join(ended(err), out.Flush())
		}
		for {
			n, err := r.Read(buf)
			out.Write(buf[:n])
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return err
			}
		}
		if err := out.WriteByte('\n'); err != nil {
			return err
		}
	}
}

func receiveRaw(c *websocket.Conn) error {
	_, r, err := c.Reader(ctx)
	if err != nil {
		return err
	}
	if _, err := io.Copy(os.Stdout, r); err != nil {
		return err
	}
	_, _, err = c.Reader(ctx)
	return ended(err)
}

// ended returns nil for the expected end.
func ended(err error) error {
	if websocket.CloseStatus(err) == websocket.StatusNormalClosure {
		return nil
	}
	return err
}

func send(c *websocket.Conn) error {
	lines := bufio.NewScanner(bufio.NewReaderSize(os.Stdin, bufferSize))
	for lines.Scan() {
		if err := c.Write(ctx, websocket.MessageText, lines.Bytes()); err != nil {
			return err
		}
	}
	return lines.Err()
}

func sendRaw(c *websocket.Conn) error {
	w, err := c.Writer(ctx, websocket.MessageBinary)
	if err != nil {
		return err
	}
	if _, err := io.Copy(w, os.Stdin); err != nil {
		return err
	}
	return w.Close()
}

func roundTrip(c *websocket.Conn, argument string) error {
	count, err := strconv.Atoi(argument)
	if err != nil {
		return err
	}
	message := bytes.Repeat([]byte{'r'}, 64)
	buf := make([]byte, len(message)+1)
	for range count {
		if err := c.Write(ctx, websocket.MessageText, message); err != nil {
			return err
		}
		_, r, err := c.Reader(ctx)
		if err != nil {
			return err
		}
		if n, err := io.ReadFull(r, buf); n != len(message) || !errors.Is(err, io.ErrUnexpectedEOF) {
			return fmt.Errorf("%d bytes came back: %w", n, err)
		}
	}
	return nil
}
