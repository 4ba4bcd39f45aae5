//go:build unix

package tests

import (
	"errors"
	"fmt"
	"net/http"
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
