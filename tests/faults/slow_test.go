//go:build unix

package faults

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"wspipe/tests/server"
)

// startSlowNetwork starts a network that delays, slices and throttles both ways.
func startSlowNetwork(t *testing.T, to *server.Server) *network {
	t.Helper()
	n := startNetwork(t, to)
	for _, stream := range []string{down, up} {
		n.add("latency", stream, attributes{"latency": 40, "jitter": 20})
		n.add("slicer", stream, attributes{"average_size": 700, "size_variation": 300, "delay": 10})
		n.add("bandwidth", stream, attributes{"rate": 2000})
	}
	return n
}

func TestSlowNetwork(t *testing.T) {
	s := startServer(t)
	url := startSlowNetwork(t, s).url()
	t.Run("burst", func(t *testing.T) {
		t.Parallel()
		got := run(t, wspipe(t, "listen", url+"/burst?n=20000&size=40"), 0, "")
		wantNumbers(t, got, 20_000, 40)
	})
	t.Run("big message", func(t *testing.T) {
		t.Parallel()
		const size = 2_000_003
		got := run(t, wspipe(t, "listen", "--raw", fmt.Sprintf("%s/big?size=%d&frames=3", url, size)), 0, "")
		if want := pattern(size); got != want {
			t.Errorf("got %d bytes, want %d; they share a beginning of %d bytes", len(got), len(want), common(got, want))
		}
	})
	t.Run("send", func(t *testing.T) {
		t.Parallel()
		cmd := wspipe(t, "send", url+"/count?id=send&digest=1")
		lines := strings.SplitAfter(numbers(20_000, 40), "\n")
		testSend(t, s, "send", cmd, lines[:20_000])
	})
	t.Run("send a big message", func(t *testing.T) {
		t.Parallel()
		big := strings.Repeat("0123456789abcdé\n", 1<<17)
		testSend(t, s, "big", wspipe(t, "send", "-0", url+"/count?id=big&digest=1"), []string{big + "\x00"})
	})
	t.Run("echo", func(t *testing.T) {
		t.Parallel()
		lines := numbers(5000, 100)
		cmd := wspipe(t, "connect", "-n", "5000", "--wait", "-1", url+"/echo")
		cmd.Stdin = strings.NewReader(lines)
		if got := run(t, cmd, 0, ""); got != lines {
			t.Errorf("got %d bytes, want %d", len(got), len(lines))
		}
	})
}

// testSend gives cmd the records, each with its end, and expects the server to receive exactly them.
func testSend(t *testing.T, s *server.Server, id string, cmd *exec.Cmd, records []string) {
	t.Helper()
	var payloads [][]byte
	for _, r := range records {
		payloads = append(payloads, []byte(r[:len(r)-1]))
	}
	cmd.Stdin = strings.NewReader(strings.Join(records, ""))
	run(t, cmd, 0, "")
	if got := await(t, s, id); got.Digest != server.Digest(payloads...) {
		t.Errorf("the server got %d messages, %d bytes: %+v", got.Messages, got.Bytes, got)
	}
}

// A header of two bytes is split in two, and a character in three.
func TestSlicedNetwork(t *testing.T) {
	n := startNetwork(t, startServer(t))
	n.add("slicer", down, attributes{"average_size": 3, "size_variation": 2})
	n.add("slicer", up, attributes{"average_size": 3, "size_variation": 2})
	lines := strings.Repeat("é€𝄞 und mehr\n\n", 3000)
	cmd := wspipe(t, "connect", "-n", "6000", "--wait", "-1", n.url()+"/echo")
	cmd.Stdin = strings.NewReader(lines)
	if got := run(t, cmd, 0, ""); got != lines {
		t.Errorf("got %d bytes, want %d", len(got), len(lines))
	}
}

// Each delay is random, so that later data of one connection often arrives before earlier data of another, in pieces
// of a few bytes. On each connection everything arrives in order, up to the last message before the Close, and the
// Close determines the status.
func TestDelaysThatOvertake(t *testing.T) {
	s := startServer(t)
	n := startNetwork(t, s)
	for _, stream := range []string{down, up} {
		n.add("latency", stream, attributes{"latency": 5, "jitter": 5})
		n.add("slicer", stream, attributes{"average_size": 90, "size_variation": 89, "delay": 100})
	}
	for i := range 4 {
		t.Run(fmt.Sprint("receive ", i), func(t *testing.T) {
			t.Parallel()
			got := run(t, wspipe(t, "listen", n.url()+"/burst?n=300&size=40&code=4000&reason=enough"), 5, "4000: enough")
			wantNumbers(t, got, 300, 40)
		})
		t.Run(fmt.Sprint("send ", i), func(t *testing.T) {
			t.Parallel()
			id := fmt.Sprint("overtaken-", i)
			lines := strings.SplitAfter(numbers(300, 40), "\n")
			testSend(t, s, id, wspipe(t, "send", n.url()+"/count?digest=1&id="+id), lines[:300])
		})
		t.Run(fmt.Sprint("compressed, both ways ", i), func(t *testing.T) {
			t.Parallel()
			lines := numbers(300, 40)
			cmd := wspipe(t, "connect", "--compress", "-n", "300", "--wait", "-1", n.url()+"/echo")
			cmd.Stdin = strings.NewReader(lines)
			if got := run(t, cmd, 0, ""); got != lines {
				t.Errorf("got %d bytes, want %d", len(got), len(lines))
			}
		})
	}
}
