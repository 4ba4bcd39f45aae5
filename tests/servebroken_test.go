//go:build unix

package tests

import (
	"encoding/hex"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// A client that breaks the protocol ends serve --once with status 7, in each mode, and is told which rule it broke.
func TestServeOnceEndsWhereAClientBreaksTheProtocol(t *testing.T) {
	for mode, flags := range map[string][]string{
		"bridge": nil, "json": {"--json"}, "echo": {"--echo"}, "echo, compressed": {"--echo", "--compress"},
	} {
		for what, c := range map[string]struct {
			frames string // hex
			code   byte   // the second byte of the close code
		}{
			"a length of 2^63-1":               {"82ff7fffffffffffffff 00000000", 0xea},
			"a fragment, then such a length":   {"0281 00000000 41 80ff7fffffffffffffff 00000000", 0xea},
			"a long ping":                      {"89fe0080 00000000", 0xea},
			"a frame that isn't masked":        {"8103 414243", 0xea},
			"an opcode that there isn't":       {"8380 00000000", 0xea},
			"a text that isn't UTF-8":          {"8181 00000000 ff", 0xef},
			"a continuation of nothing":        {"8081 00000000 41", 0xea},
			"a Close of one byte":              {"8881 00000000 03", 0xea},
			"a Close with a code of no peer's": {"8882 00000000 03ed", 0xea},
		} {
			t.Run(mode+"/"+what, func(t *testing.T) {
				s := startServeProgram(t, nil, append([]string{"--once"}, flags...)...)
				wantClose(t, s.host, c.frames, c.code)
				finish(t, s.cmd, 7)
			})
		}
	}
}

// wantClose sends frames after a handshake, and expects a Close frame whose code ends with this byte, and then the
// end.
func wantClose(t *testing.T, host, frames string, code byte) {
	t.Helper()
	conn, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(childTimeout))
	bytes, err := hex.DecodeString(strings.ReplaceAll(frames, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	request := "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n" +
		"Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"
	if _, err := conn.Write(append([]byte(request), bytes...)); err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(conn)
	_, answer, _ := strings.Cut(string(got), "\r\n\r\n")
	at := strings.IndexByte(answer, 0x88)
	if at < 0 || len(answer) < at+4 || answer[at+2:at+4] != string([]byte{0x03, code}) {
		t.Errorf("after the handshake came %x (%v), want a Close with %x", answer, err, []byte{0x03, code})
	}
}
