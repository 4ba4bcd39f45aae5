//go:build unix

package tests

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// One file is both the test and the mock, whatever the connection between them: with TLS, compressed, with pings from
// either side. Each message arrives unchanged, and a check that expects another one fails.
func TestMockAndCheckCross(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := writeFile(t, filepath.Join(dir, "both.wst"), bothSides)
	wrong := writeFile(t, filepath.Join(dir, "wrong.wst"), strings.Replace(bothSides, "< done", "< gone", 1))
	for run := range 1 << 4 {
		var serving, checking []string
		for i, feature := range []struct{ server, client []string }{
			{[]string{"--self-signed"}, []string{"-k"}},
			{[]string{"--compress"}, []string{"--compress"}},
			{[]string{"--ping-interval", "5ms", "--ping-timeout", "1m"}, nil},
			{nil, []string{"--ping-interval", "5ms", "--ping-timeout", "1m"}},
		} {
			if run>>i&1 == 1 {
				serving, checking = append(serving, feature.server...), append(checking, feature.client...)
			}
		}
		t.Run(fmt.Sprint(serving, checking), func(t *testing.T) { wantBothSides(t, serving, checking, file, wrong) })
	}
}

func wantBothSides(t *testing.T, serving, checking []string, file, wrong string) {
	t.Helper()
	t.Parallel()
	mock := startServeProgram(t, nil, append(serving, "--replay", file)...)
	check := append([]string{"check", mock.url}, checking...)
	run(t, plain(t, append(check, file)...), 0)
	_, stderr := run(t, plain(t, append(check, wrong)...), 1)
	if !strings.Contains(stderr, "wrong.wst:") || !strings.Contains(stderr, "gone") {
		t.Errorf("stderr: %s", stderr)
	}
	mock.end()
}

var bothSides = `url ws://localhost/
> hello
< ""
> hex: 00ff
< hex: 00ff
> ` + strings.Repeat("é", 40_000) + `
< ` + strings.Repeat("x", 70_000) + `
> {"id":7,"name":"ada"}
>? json: {"id":*}
capture id .id
<& {"id":${id}}
<& tick
quiet 20ms
ping
sleep 20ms
> bye
< done
closed 4001 over
`
