//go:build unix

package faults

import (
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"wspipe/tests/server"
)

func TestResetWithinABurst(t *testing.T) {
	n := startNetwork(t, startServer(t))
	n.endWithResets()
	cmd := wspipe(t, "listen", n.url()+"/burst?n=100000000&size=40")
	out := startReading(t, cmd)
	seen := readLines(t, out, 10_000)
	n.cut()
	rest, err := io.ReadAll(out)
	if err != nil {
		t.Fatal(err)
	}
	finish(t, cmd, 5, "1006")

	got := seen + string(rest)
	wantNumbers(t, got, strings.Count(got, "\n"), 40)

	run(t, wspipe(t, "send", "-n", "1", n.url()+"/echo", "the network is back"), 0, "")
}

// Everything that arrived is printed, and nothing else. The network ends after a number of bytes, between messages or
// within one, with FIN or RST, for a program that only reads, and for one that writes and may learn of the end that
// way.
func TestCutAfterBytes(t *testing.T) {
	s := startServer(t)
	handshake := handshakeSize(t, s)
	for _, how := range []string{"FIN", "RST"} {
		for _, command := range []string{"listen", "connect"} {
			for _, more := range []int{0, 1, 20} {
				t.Run(fmt.Sprint(how, command, more), func(t *testing.T) {
					t.Parallel()
					testCut(t, s, how, command, handshake, more)
				})
			}
		}
	}
}

// testCut stops the program while the remaining messages and the end of the connection arrive, so that it finds them
// together.
func testCut(t *testing.T, s *server.Server, how, command string, handshake, more int) {
	const size, messages = 40, 200
	n := startNetwork(t, s)
	if how == "RST" {
		n.endWithResets()
	}
	n.add("limit_data", down, attributes{"bytes": handshake + messages*(2+size) + more})
	// A reset discards what hasn't left the sender yet, so let it leave.
	n.add("slow_close", down, attributes{"delay": 300})

	id := fmt.Sprint(how, command, more)
	cmd := wspipe(t, command, n.url()+"/burst?n=1000&size=40&every=1ms&id="+id)
	cmd.Stdin = endless{}
	out := startReading(t, cmd)
	first := readLines(t, out, 1)
	stopped(t, cmd, func() { await(t, s, id) })
	rest, err := io.ReadAll(out)
	if err != nil {
		t.Fatal(err)
	}
	finish(t, cmd, 5, "1006")
	got, want := first+string(rest), messages
	if how == "RST" && runtime.GOOS != "linux" {
		want = strings.Count(got, "\n") // elsewhere a reset may discard unread data
	}
	wantNumbers(t, got, want, size)
}

func TestResetInTheHandshake(t *testing.T) {
	n := startNetwork(t, startServer(t))
	n.add("reset_peer", up, attributes{"timeout": 0})
	run(t, wspipe(t, "listen", n.url()+"/echo"), 3, "reset")
}

func TestSlowCloseLosesNothing(t *testing.T) {
	n := startNetwork(t, startServer(t))
	n.add("slow_close", down, attributes{"delay": 400})
	n.add("slow_close", up, attributes{"delay": 400})
	wantNumbers(t, run(t, wspipe(t, "listen", n.url()+"/burst?n=20000"), 0, ""), 20_000, 0)
	wantNumbers(t, run(t, wspipe(t, "listen", n.url()+"/drop-now?n=5000"), 5, "1006"), 5000, 0)
	run(t, wspipe(t, "send", n.url()+"/drop-on-close", "hi"), 5, "1006")
}

func TestSilentNetworkIsNoticedByPings(t *testing.T) {
	for _, stream := range []string{down, up} {
		t.Run(stream, func(t *testing.T) {
			n := startNetwork(t, startServer(t))
			cmd := wspipe(t, "listen", "--ping-interval", "200ms", "--ping-timeout", "400ms", n.url()+"/burst?n=10&code=-1")
			out := startReading(t, cmd)
			wantNumbers(t, readLines(t, out, 10), 10, 0)
			n.add("timeout", stream, attributes{"timeout": 0})
			if rest, err := io.ReadAll(out); len(rest) > 0 || err != nil {
				t.Errorf("more on stdout: %q, %v", rest, err)
			}
			finish(t, cmd, 6, "ping")
		})
	}
}

func TestLatencyBeyondTheConnectTimeout(t *testing.T) {
	n := startNetwork(t, startServer(t))
	n.add("latency", down, attributes{"latency": 30_000})
	run(t, wspipe(t, "listen", "--connect-timeout", "300ms", n.url()+"/echo"), 6, "300ms")
}
