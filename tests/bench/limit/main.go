// Command limit receives and sends messages with framing of its own and a check of UTF-8, and does nothing else that
// wspipe does. Less than that is hardly possible in Go.
//
//	limit receive URL   each message and a newline to stdout
//	limit send URL      each line of stdin as a message
//
// It handles only what the benchmark's server does, without fragments and pings.
package main

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
)

const bufferSize = 64 << 10

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: limit receive|send URL")
	}
	conn, err := open(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	switch os.Args[1] {
	case "receive":
		err = receive(conn)
	case "send":
		err = send(conn)
	default:
		err = fmt.Errorf("no such work: %s", os.Args[1])
	}
	if err != nil {
		log.Fatal(err)
	}
}

// open does the handshake, and reads nothing beyond it.
func open(address string) (net.Conn, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	conn, err := dial(u)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n", u.RequestURI(), u.Host)
	head, err := readHead(conn)
	if err != nil {
		return nil, err
	}
	res, err := http.ReadResponse(bufio.NewReader(strings.NewReader(head)), nil)
	if err == nil && res.StatusCode != http.StatusSwitchingProtocols {
		err = fmt.Errorf("the answer is %s", res.Status)
	}
	return conn, err
}

// dial accepts any certificate.
func dial(u *url.URL) (net.Conn, error) {
	if u.Scheme == "wss" {
		return tls.Dial("tcp", u.Host, &tls.Config{InsecureSkipVerify: true})
	}
	return net.Dial("tcp", u.Host)
}

// readHead doesn't read beyond the end of a header.
func readHead(r io.Reader) (string, error) {
	var head []byte
	one := make([]byte, 1)
	for !strings.HasSuffix(string(head[max(0, len(head)-4):]), "\r\n\r\n") {
		if _, err := io.ReadFull(r, one); err != nil {
			return "", err
		}
		head = append(head, one[0])
	}
	return string(head), nil
}
