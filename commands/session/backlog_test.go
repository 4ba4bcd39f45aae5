package session

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/stdio"
)

// What the network has taken is dropped, even if all messages are too long to keep.
func TestBacklogIsSettled(t *testing.T) {
	sink := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = client.Accept(w, r, client.Options{}).Run(context.Background())
	}))
	defer sink.Close()
	ws, err := client.New("ws"+strings.TrimPrefix(sink.URL, "http"), client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	const lines = 500
	long := strings.Repeat("x", 70_000) + "\n"
	s := &sender{
		source: codec.NewReader(strings.NewReader(strings.Repeat(long+"short\n", lines/2)), codec.Lines, codec.ReaderOptions{}),
		voice:  &stdio.Voice{W: &strings.Builder{}}, backlog: &backlog{},
	}
	kept := 0
	ws.OnOpen = func(client.OpenEvent) {
		go func() {
			if err := s.run(ws, false); err != nil {
				t.Error(err)
			}
			kept = s.backlog.len()
			_ = ws.Close(1000, "")
		}()
	}
	if err := ws.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	if kept > 10 {
		t.Errorf("%d messages of %d are kept", kept, lines)
	}
}
