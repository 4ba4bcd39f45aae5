//go:build unix

package tests

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"wspipe/client"
)

// The body of a server's refusal, such as a page, reaches the client through --forward, up to 1 MiB.
func TestForwardedRefusal(t *testing.T) {
	behind := startServer(t)
	for _, test := range []struct{ said, passed int }{{5000, 5000}, {1 << 20, 1 << 20}, {3 << 20, 1 << 20}} {
		url := fmt.Sprintf("%s/reject?status=410&body=x&repeat=%d", behind.URL(), test.said)
		program := startServeProgram(t, nil, "--forward", url)
		ws, err := client.New(program.url, client.Options{MaxRefusal: 4 << 20})
		if err != nil {
			t.Fatal(err)
		}
		var refusal *client.HandshakeError
		if err := ws.Run(t.Context()); !errors.As(err, &refusal) || refusal.StatusCode != http.StatusGone || len(refusal.Body) != test.passed {
			t.Errorf("of %d bytes: %v, with %d bytes", test.said, err, len(refusal.Body))
		}
		if test.passed < test.said {
			program.until("410.*at greater length than 1048576 bytes")
		}
		program.end()
	}
}

// What either end still sends after the other's Close arrives, and then its answer.
func TestForwardedAfterAClose(t *testing.T) {
	url := acceptor(t, func(ws *client.WebSocket) {
		ws.OnClosing = func(e client.CloseEvent) {
			for n := range 3 {
				_ = ws.SendText(fmt.Sprint("late", n))
			}
			_ = ws.Close(4002, "the last word")
		}
	})
	program := startServeProgram(t, nil, "--forward", url)
	cmd := plain(t, "send", program.url, "hi")
	var out, complaint strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &complaint
	start(t, cmd)
	_ = cmd.Wait()
	if out.String() != "late0\nlate1\nlate2\n" || cmd.ProcessState.ExitCode() != 5 || !strings.Contains(complaint.String(), "4002: the last word") {
		t.Errorf("%q, %q, status %d", out.String(), complaint.String(), cmd.ProcessState.ExitCode())
	}
	program.end()

	arrived := make(chan string, 1)
	url = acceptor(t, func(ws *client.WebSocket) {
		ws.OnOpen = func(client.OpenEvent) { _ = ws.Close(4003, "first") }
		ws.OnMessage = func(e client.MessageEvent) {
			text, _ := e.Text()
			arrived <- text
		}
	})
	program = startServeProgram(t, nil, "--forward", url)
	ws, err := client.New(program.url, client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ws.OnClosing = func(client.CloseEvent) {
		_ = ws.SendText("still coming")
		_ = ws.Close(4004, "")
	}
	var closed *client.CloseError
	if err := ws.Run(t.Context()); !errors.As(err, &closed) || closed.Code != 4003 {
		t.Error(err)
	}
	if text := <-arrived; text != "still coming" {
		t.Errorf("%q arrived", text)
	}
	program.end()
}

// acceptor starts a server that makes a WebSocket of each request, and lets prepare set it up.
func acceptor(t *testing.T, prepare func(*client.WebSocket)) (url string) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ws := client.Accept(w, r, client.Options{})
		prepare(ws)
		_ = ws.Run(t.Context())
	}))
	t.Cleanup(server.Close)
	return "ws" + strings.TrimPrefix(server.URL, "http")
}
