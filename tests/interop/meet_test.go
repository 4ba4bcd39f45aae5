//go:build unix

package interop

import (
	"fmt"
	"os/exec"
	"strconv"
	"testing"
)

// A way says which side dials: wspipe, or the peer.
type way string

const (
	theirServer way = "server"
	theirClient way = "client"
)

// A meeting is a connection between wspipe and a peer.
type meeting struct {
	ours, theirs *end
	way          way
	agreed       string // the extensions, as reported by wspipe
}

// closing is how wspipe is to end a meeting.
type closing struct {
	code   int
	reason string
}

// A table makes meetings with a peer, one after the other.
type table struct {
	peer
	way   way
	url   string // the URL of the server on this way
	end   *end   // the peer
	serve *end   // wspipe, if it is the server
}

func sit(t *testing.T, p peer, w way) *table {
	t.Helper()
	at := &table{peer: p, way: w, end: start(t, p.command(t))}
	at.url = fmt.Sprintf("ws://127.0.0.1:%d/", at.end.want(t, "listening").Port)
	if w == theirClient {
		at.serve, at.url = serve(t, "--json", "--compress")
	}
	return at
}

// serve starts wspipe as a server, and returns it and its URL.
func serve(t *testing.T, flags ...string) (*end, string) {
	t.Helper()
	cmd := exec.Command(program, append([]string{"serve", "127.0.0.1:0", "--allow-origin", "*"}, flags...)...)
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	server := start(t, cmd)
	return server, listening(t, stderr)
}

// meet connects, with parameters of compression if deflate isn't nil.
func (at *table) meet(t *testing.T, deflate *string, how closing) *meeting {
	t.Helper()
	m := &meeting{theirs: at.end, way: at.way}
	if at.way == theirServer {
		m.ours = start(t, exec.Command(program, connectArguments(at.url, deflate, how)...))
	} else {
		m.ours = at.serve
		m.theirs.say(t, line{Type: "dial", URL: at.url, Deflate: deflate})
	}
	opened := m.ours.want(t, "open")
	m.agreed = opened.Extensions
	m.theirs.want(t, "open")
	return m
}

func connectArguments(url string, deflate *string, how closing) []string {
	args := []string{"connect", "--json", "--wait", "0", "--close-code", strconv.Itoa(how.code)}
	if how.reason != "" {
		args = append(args, "--close-reason", how.reason)
	}
	switch {
	case deflate == nil:
	case *deflate == "":
		args = append(args, "--compress")
	default:
		args = append(args, "--compress="+*deflate)
	}
	return append(args, url)
}

// wantClose compares what an end saw with how the other one closed. A missing code is reported as 1005 or 0.
func (e *end) wantClose(t *testing.T, how closing) {
	t.Helper()
	got := e.want(t, "close")
	if got.Code == 1005 {
		got.Code = 0
	}
	if got.Code != how.code || got.Reason != how.reason {
		t.Errorf("%s saw %s, want %d %q", e.cmd.Path, got, how.code, how.reason)
	}
}

// part ends a meeting in good order: the side that dialled closes.
func (m *meeting) part(t *testing.T, how closing) {
	t.Helper()
	m.sendClose(t, how)
	m.wantParted(t, how)
}

func (m *meeting) sendClose(t *testing.T, how closing) {
	t.Helper()
	if m.way == theirServer {
		m.ours.stdin.Close()
	} else {
		m.theirs.say(t, line{Type: "close", Code: how.code, Reason: how.reason})
	}
}

func (m *meeting) wantParted(t *testing.T, how closing) {
	t.Helper()
	from, to := m.ours, m.theirs
	if m.way == theirClient {
		from, to = to, from
	}
	to.wantClose(t, how)
	from.want(t, "close")
	m.wantStatus(t, 0)
}

func (m *meeting) wantStatus(t *testing.T, want int) {
	t.Helper()
	if m.way == theirServer {
		if got := m.ours.status(); got != want {
			t.Errorf("status %d, want %d", got, want)
		}
	}
}
