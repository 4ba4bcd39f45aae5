package client_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"wspipe/client"
)

// Trace.Piece sees the messages of both directions uncompressed, however they were
// sent, and whether or not they were read.
func TestPieces(t *testing.T) {
	for _, compress := range []bool{false, true} {
		var mu sync.Mutex
		var sent, came heard
		url, _ := accepting(t, client.Options{Compression: compress}, echoing)
		o := client.Options{Compression: compress}
		o.Trace.Piece = func(p client.PieceInfo) {
			mu.Lock()
			defer mu.Unlock()
			if p.Sent {
				sent.add(p)
			} else {
				came.add(p)
			}
		}
		ws := newSocket(t, url, o)
		ws.OnOpen = func(client.OpenEvent) { sendInAllWays(t, ws) }
		n := 0
		ws.OnMessage = func(client.MessageEvent) {
			if n++; n == 5 {
				_ = ws.Close(1000, "")
			}
		}
		if err := run(t, ws); err != nil {
			t.Fatal(err)
		}
		want := []string{"1 a", "2 ", "1 b", "1 c", "1 " + strings.Repeat("long ", 100_000)}
		if !slices.Equal(sent.messages, want) || !slices.Equal(came.messages, want) {
			t.Errorf("compressed %v: sent %.100q, received %.100q", compress, sent.messages, came.messages)
		}
	}
}

type heard struct {
	messages []string
	part     string
}

func (h *heard) add(p client.PieceInfo) {
	if h.part == "" {
		h.part = fmt.Sprintf("%d ", p.Type)
	}
	if h.part += string(p.Payload); p.Last {
		h.messages, h.part = append(h.messages, h.part), ""
	}
}

func sendInAllWays(t *testing.T, ws *client.WebSocket) {
	t.Helper()
	_, err := ws.QueueAll(client.Text, [][]byte{[]byte("a")})
	errs := []error{err, ws.Send(client.Binary, nil), ws.Queue(client.Text, []byte("b")), ws.SendText("c")}
	w, err := ws.NewWriter(client.Text)
	if err != nil {
		t.Fatal(err)
	}
	for range 10 {
		_, err := w.Write([]byte(strings.Repeat("long ", 10_000)))
		errs = append(errs, err)
	}
	for _, err := range append(errs, w.Close()) {
		if err != nil {
			t.Error(err)
		}
	}
}
