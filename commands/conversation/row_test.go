package conversation

import (
	"context"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"wspipe/client"
	"wspipe/commands/transcript"
)

// The messages of a row are released once all of its lines have looked at them.
func TestRowsAreLetGo(t *testing.T) {
	large := []byte(strings.Repeat("x", 1<<20))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		ws := client.Accept(w, req, client.Options{CloseTimeout: time.Second})
		ws.OnMessage = func(client.MessageEvent) {
			_ = ws.Send(client.Text, large)
			_ = ws.Send(client.Text, large)
		}
		_ = ws.Run(req.Context())
	}))
	defer server.Close()
	var live uint64
	o := Options{
		CloseTimeout: time.Second,
		Connect: func(string, transcript.Handshake) (*client.WebSocket, func(), error) {
			ws, err := client.New("ws"+strings.TrimPrefix(server.URL, "http"), client.Options{})
			return ws, func() {}, err
		},
		Program: Program{Print: func([]byte) {
			var now runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&now)
			live = now.HeapAlloc
		}},
	}
	text := strings.Repeat("> more\n<& /x/\n<& /x/\n", 50) + "print"
	wants(t, "check", Check(context.Background(), read(t, text), o), 0)
	if live == 0 || live > 50<<20 {
		t.Errorf("%d MiB are held behind 50 rows of 2 MiB", live>>20)
	}
}
