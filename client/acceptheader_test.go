package client_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"wspipe/client"
)

// answerTo returns how a server made by Accept answers a handshake with the given
// header, up to the end of the answer's header.
func answerTo(t *testing.T, opts client.Options, header string) (answer string, err error) {
	t.Helper()
	url, ends := accepting(t, opts, func(*client.WebSocket) {})
	conn, err := net.Dial("tcp", strings.TrimSuffix(strings.TrimPrefix(url, "ws://"), "/path?q=1"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: h\r\n%s\r\n", header)
	r := bufio.NewReader(conn)
	for !strings.HasSuffix(answer, "\r\n\r\n") {
		line, err := r.ReadString('\n')
		if err != nil {
			t.Fatalf("%q, %v", answer, err)
		}
		answer += line
	}
	conn.Close()
	_, _ = io.Copy(io.Discard, r)
	return answer, <-ends
}

const asks = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"

func TestAcceptAnswers(t *testing.T) {
	opts := client.Options{Compression: true, Protocols: []string{"chat"}}
	for header, want := range map[string][]string{
		asks + "Sec-WebSocket-Protocol: chat\r\nSec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=15\r\n": {
			"HTTP/1.1 101 ", "\r\nSec-WebSocket-Accept: ", "\r\nSec-WebSocket-Protocol: chat\r\n",
			"\r\nSec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=15\r\n",
		},
		asks + "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=7\r\nSec-WebSocket-Extensions: permessage-deflate\r\n": {
			"HTTP/1.1 101 ", "\r\nSec-WebSocket-Extensions: permessage-deflate\r\n",
		},
		asks + "Sec-WebSocket-Extensions: permessage-deflate; =\r\n": {"HTTP/1.1 400 "},
		strings.Replace(asks, "13", "99", 1) + "Sec-WebSocket-Extensions: permessage-deflate\r\n": {
			"HTTP/1.1 400 ", "\r\nSec-WebSocket-Version: 13\r\n",
		},
	} {
		answer, err := answerTo(t, opts, header)
		for _, part := range want {
			if !strings.Contains(answer, part) {
				t.Errorf("%q is answered with %q (%v), want %q", header, answer, err, part)
			}
		}
		if strings.HasPrefix(answer, "HTTP/1.1 400") && strings.Contains(answer, "permessage-deflate") {
			t.Errorf("%q is refused and granted: %q", header, answer)
		}
	}
}
