//go:build unix

package tests

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"wspipe/client"
)

// hoarder sends everything before it reads any of what comes back, like many clients with only one thread.
type hoarder struct {
	ws   *client.WebSocket
	sent chan struct{} // closed when everything is sent
	got  int           // bytes that came back
	// early makes it read before everything is sent, but slowly.
	early bool
	bad   error
}

func newHoarder(t *testing.T, url string, compress bool) *hoarder {
	t.Helper()
	ws, err := client.New(url, client.Options{Compression: compress, TLS: &tls.Config{InsecureSkipVerify: true}}) //nolint:gosec // it's ours
	if err != nil {
		t.Fatal(err)
	}
	h := &hoarder{ws: ws, sent: make(chan struct{})}
	ws.OnMessage = func(e client.MessageEvent) {
		if h.early {
			time.Sleep(10 * time.Millisecond)
		} else {
			<-h.sent
		}
		data, err := e.Bytes()
		if err == nil && !bytes.Equal(data, filled(h.got, len(data))) {
			h.bad = fmt.Errorf("not what was sent, behind %d bytes", h.got)
		}
		h.got += len(data)
	}
	return h
}

// filled returns the size bytes at offset at of what all hoarders send.
func filled(at, size int) []byte {
	data := make([]byte, size)
	for i := range data {
		n := uint64(at+i) * 0x9e3779b97f4a7c15
		n = (n ^ n>>29) * 0xbf58476d1ce4e5b9
		data[i] = byte(n >> 56)
	}
	return data
}

// run sends that many messages of a size, and returns how that ended.
func (h *hoarder) run(messages, size int) error {
	ctx, cancel := context.WithTimeout(context.Background(), childTimeout)
	defer cancel()
	h.ws.OnOpen = func(client.OpenEvent) {
		go func() {
			defer close(h.sent)
			for n := range messages {
				if h.ws.Send(client.Binary, filled(n*size, size)) != nil {
					return
				}
			}
			_ = h.ws.Close(1000, "")
		}()
	}
	return errors.Join(h.ws.Run(ctx), h.bad)
}

func TestServeEchoHoldsForWhoSendsAllFirst(t *testing.T) {
	t.Parallel()
	const total = 12 << 20
	for name, test := range map[string]struct {
		flags    []string
		size     int
		unix     bool
		compress bool
	}{
		"many messages":         {size: 1000},
		"one message":           {size: total},
		"over TLS":              {size: 64 << 10, flags: []string{"--self-signed"}},
		"compressed":            {size: 64 << 10, flags: []string{"--compress"}, compress: true},
		"through a unix socket": {size: 4 << 10, unix: true},
		"with pings":            {size: 64 << 10, flags: []string{"--ping-interval", "50ms", "--ping-timeout", "2s"}},
	} {
		t.Run(name, func(t *testing.T) {
			flags := append([]string{"--echo"}, test.flags...)
			if test.unix {
				flags = append(flags, "unix:"+filepath.Join(t.TempDir(), "s"))
			}
			s := startServeProgram(t, nil, flags...)
			h := newHoarder(t, s.url, test.compress)
			if err := h.run(total/test.size, test.size); err != nil || h.got != total/test.size*test.size {
				t.Errorf("%d of %d bytes came back, %v; said: %s", h.got, total, err, s.said)
			}
			s.wantPeak(96)
			s.end()
		})
	}
}

// Exceeding what may be held ends that client, and no other. A hoarder reads the Close only once it has sent all, which
// may take it longer than --close-timeout is by default.
func TestServeEchoHoldsNoMoreThanItMay(t *testing.T) {
	t.Parallel()
	for flag, said := range map[string]string{
		"--max-message-size": `client 1 reads nothing of what is sent back, of which --max-message-size allows no more to be held: closed with 1013 \(try again later\)`,
		"--max-memory":       `client 1 would need too much memory, of which --max-memory allows no more: closed with 1013 \(try again later\)`,
	} {
		t.Run(flag, func(t *testing.T) {
			s := startServeProgram(t, nil, "--echo", flag, "2M", "--close-timeout", "1m")
			h := newHoarder(t, s.url, false)
			var closed *client.CloseError
			if err := h.run(40<<10, 1<<10); !errors.As(err, &closed) || closed.Code != 1013 {
				t.Errorf("it ended with %v", err)
			}
			s.until(said)
			h = newHoarder(t, s.url, false)
			if err := h.run(1, 1<<10); err != nil || h.got != 1<<10 {
				t.Errorf("another one got %d bytes, %v", h.got, err)
			}
			s.wantPeak(64)
			s.end()
		})
	}
	once := startServeProgram(t, nil, "--echo", "--once", "--max-message-size", "2M")
	h := newHoarder(t, once.url, false)
	_ = h.run(40<<10, 1<<10)
	finish(t, once.cmd, 8)
	once.until(`wspipe: client 1 reads nothing`)
}

// A client that reads slowly while it sends is made to wait: next to nothing is held for it.
func TestServeEchoHoldsNothingForWhoReadsSlowly(t *testing.T) {
	t.Parallel()
	const total, size = 24 << 20, 64 << 10
	s := startServeProgram(t, nil, "--echo", "--max-message-size", "12M")
	h := newHoarder(t, s.url, false)
	h.early = true
	if err := h.run(total/size, size); err != nil || h.got != total {
		t.Errorf("%d of %d bytes came back, %v; said: %s", h.got, total, err, s.said)
	}
	s.wantPeak(32)
	s.end()
}
