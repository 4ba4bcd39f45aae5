// Package lines implements JSON lines for the peers written in Go.
package lines

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
)

// Line is a command or an event.
type Line struct {
	Type    string  `json:"type"`
	Data    string  `json:"data"`
	Code    int     `json:"code"`
	Reason  string  `json:"reason"`
	Message string  `json:"message,omitempty"`
	Port    int     `json:"port,omitempty"`
	URL     string  `json:"url,omitempty"`
	Deflate *string `json:"deflate,omitempty"`
	Pieces  int     `json:"pieces,omitempty"`
	Pinged  string  `json:"pinged,omitempty"`
}

// Payload returns the data to send.
func (l Line) Payload() []byte {
	if l.Type == "text" {
		return []byte(l.Data)
	}
	data, err := base64.StdEncoding.DecodeString(l.Data)
	if err != nil {
		panic(err)
	}
	return data
}

// Cut returns the payload in pieces.
func (l Line) Cut() [][]byte {
	var pieces [][]byte
	for rest := l.Payload(); len(rest) > 0; {
		n := min(l.Pieces, len(rest))
		pieces = append(pieces, rest[:n])
		rest = rest[n:]
	}
	return pieces
}

// Offers reports whether the parameter is to be offered.
func (l Line) Offers(parameter string) bool {
	return l.Deflate != nil && strings.Contains(*l.Deflate, parameter)
}

// Teller writes events to stdout.
type Teller struct{ mu sync.Mutex }

// Tell writes one event.
func (t *Teller) Tell(event Line) {
	text, err := json.Marshal(event)
	if err != nil {
		panic(err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, err := os.Stdout.Write(append(text, '\n')); err != nil {
		panic(err)
	}
}

// Octets reports a binary message, a ping or a pong.
func (t *Teller) Octets(kind string, data []byte) {
	t.Tell(Line{Type: kind, Data: base64.StdEncoding.EncodeToString(data)})
}

// Message reports a message, or returns the number of messages that "burst N" asks for.
func (t *Teller) Message(text bool, data []byte) (burst int) {
	if !text {
		t.Octets("binary", data)
		return 0
	}
	if n, ok := strings.CutPrefix(string(data), "burst "); ok {
		burst, _ = strconv.Atoi(n)
		return burst
	}
	t.Tell(Line{Type: "text", Data: string(data)})
	return 0
}

// Listen opens a port, and reports it.
func (t *Teller) Listen() net.Listener {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	t.Tell(Line{Type: "listening", Port: l.Addr().(*net.TCPAddr).Port})
	return l
}

// Commands carries out each line of stdin.
func Commands(carryOut func(Line)) {
	stdin := bufio.NewReader(os.Stdin)
	for {
		text, err := stdin.ReadBytes('\n')
		if err == io.EOF {
			return
		}
		var command Line
		if err := json.Unmarshal(text, &command); err != nil {
			panic(err)
		}
		carryOut(command)
	}
}
