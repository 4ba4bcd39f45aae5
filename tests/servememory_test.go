//go:build unix

package tests

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wspipe/client"
)

const wantsTooMuch = `client \d+ would need too much memory, of which --max-memory allows no more: closed with 1013 \(try again later\)`

// talker is a client that says something once it is open, and stays.
type talker struct {
	ws  *client.WebSocket
	end chan error
}

func newTalker(t *testing.T, url string, o client.Options, say func(*client.WebSocket)) *talker {
	t.Helper()
	ws, err := client.New(url, o)
	if err != nil {
		t.Fatal(err)
	}
	c := &talker{ws, make(chan error, 1)}
	ws.OnOpen = func(client.OpenEvent) { go say(ws) }
	go func() { c.end <- ws.Run(context.Background()) }()
	t.Cleanup(ws.Terminate)
	return c
}

// dismissed tells whether the client was closed with 1013, if it was closed.
func (c *talker) dismissed(t *testing.T) bool {
	t.Helper()
	select {
	case err := <-c.end:
		var closed *client.CloseError
		if !errors.As(err, &closed) || closed.Code != 1013 {
			t.Errorf("it ended with %v", err)
		}
		return true
	case <-time.After(100 * time.Millisecond):
		return false
	}
}

// What compression takes, a megabyte for each client that is sent something, counts.
func TestServeMaxMemoryForCompression(t *testing.T) {
	t.Parallel()
	s := startServeProgram(t, nil, "--echo", "--compress", "--max-memory", "8M")
	var clients []*talker
	for range 30 {
		clients = append(clients, newTalker(t, s.url, client.Options{Compression: true}, func(ws *client.WebSocket) {
			_ = ws.SendText(strings.Repeat("hello ", 100))
		}))
	}
	s.until(wantsTooMuch)
	dismissed := 0
	for _, c := range clients {
		if c.dismissed(t) {
			dismissed++
		}
	}
	if dismissed < 20 || dismissed == len(clients) {
		t.Errorf("%d of %d were closed with 1013", dismissed, len(clients))
	}
	for _, c := range clients {
		c.ws.Terminate()
	}
	run(t, plain(t, "send", "--compress", "--retry-for", "20s", "-n", "1", s.url, "hello"), 0)
	s.wantPeak(64)
	s.end()
}

// What a mock's clients have sent, and no line has looked at yet, counts, also
// while it arrives.
func TestServeMaxMemoryForAMock(t *testing.T) {
	t.Parallel()
	mock := writeFile(t, filepath.Join(t.TempDir(), "mock.wst"), "url ws://localhost/\n> first\nsleep 1h\n> never\n")
	for name, say := range map[string]func(*client.WebSocket){
		"many messages": func(ws *client.WebSocket) {
			for ws.SendBinary(make([]byte, 256<<10)) == nil {
				continue
			}
		},
		"half a message": func(ws *client.WebSocket) {
			w, err := ws.NewWriter(client.Binary)
			for err == nil {
				_, err = w.Write(make([]byte, 256<<10))
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := startServeProgram(t, nil, "--replay", mock, "--max-memory", "16M")
			for dismissed := 0; dismissed < 3; { // the memory that one held is available to the next
				c := newTalker(t, s.url, client.Options{}, func(ws *client.WebSocket) {
					_ = ws.SendText("first")
					say(ws)
				})
				var closed *client.CloseError
				switch err := <-c.end; {
				case errors.As(err, &closed) && closed.Code == 1013:
					dismissed++
				case c.ws.Conn() != nil: // or else it came before the one before had left
					t.Fatalf("it ended with %v", err)
				}
			}
			s.until(`client 3 would need too much memory`)
			s.wantPeak(96)
			s.end()
		})
	}
}

// What a program is to hear in a format that holds messages counts while it
// arrives, and the copy that the format makes counts, too.
func TestServeMaxMemoryForFormats(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"json", "hex", "base64"} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			s := startServeProgram(t, nil, "--exec", "cat", "--output", format, "--max-memory", "24M")
			var halves []*half
			for range 6 {
				halves = append(halves, newHalf(t, s.url, 6<<20))
			}
			s.until(wantsTooMuch)
			for _, h := range halves {
				h.ws.Terminate()
			}
			whole := newTalker(t, s.url, client.Options{}, func(ws *client.WebSocket) { _ = ws.SendBinary(make([]byte, 16<<20)) })
			var closed *client.CloseError
			if err := <-whole.end; !errors.As(err, &closed) || closed.Code != 1013 {
				t.Errorf("a message that fits, and whose copy doesn't: it ended with %v", err)
			}
			s.wantPeak(128)
			s.end()
		})
	}
}
