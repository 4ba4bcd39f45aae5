//go:build unix

package interop

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// testOurCloses checks that the peer sees each code that we may close with, and its reason. A mock always has a code.
func testOurCloses(t *testing.T, at *table) {
	codes := allCloses
	if at.way == theirClient {
		codes = numbered
	}
	for _, code := range at.known(codes) {
		t.Run(fmt.Sprint("ours ", code), func(t *testing.T) {
			how := closing{code, reasonFor(code)}
			if at.way == theirClient {
				at.closedByServe(t, how)
				return
			}
			m := at.meet(t, nil, how)
			m.part(t, how)
		})
	}
}

// known returns the codes that the peer doesn't treat as errors.
func (at *table) known(codes []int) []int {
	return slices.DeleteFunc(slices.Clone(codes), func(code int) bool { return slices.Contains(at.unknown, code) })
}

// closedByServe connects the client to a mock that closes at once.
func (at *table) closedByServe(t *testing.T, how closing) {
	t.Helper()
	transcript := filepath.Join(t.TempDir(), "closes.wst")
	text := fmt.Sprintf("url ws://127.0.0.1/\nclosed %d %s\n", how.code, how.reason)
	if err := os.WriteFile(transcript, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	_, url := serve(t, "--replay", transcript)
	at.end.say(t, line{Type: "dial", URL: url})
	at.end.want(t, "open")
	at.end.wantClose(t, how)
}

// testTheirCloses checks that we report each code that they may close with, and its reason, and derive the status
// from it.
func testTheirCloses(t *testing.T, at *table) {
	for _, code := range at.known(at.closes) {
		t.Run(fmt.Sprint("theirs ", code), func(t *testing.T) {
			how := closing{code, reasonFor(code)}
			m := at.meet(t, nil, bye)
			m.theirs.say(t, line{Type: "close", Code: how.code, Reason: how.reason})
			m.ours.wantClose(t, how)
			m.theirs.want(t, "close")
			m.wantStatus(t, statusOf(code))
		})
	}
}

func reasonFor(code int) string {
	if code == 0 {
		return ""
	}
	return fmt.Sprintf("because of %d, né", code)
}

func statusOf(code int) int {
	switch code {
	case 0, 1000, 1001:
		return 0
	}
	return 5
}
