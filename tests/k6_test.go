//go:build unix

package tests

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A conversation that check passes is one that k6 passes, with several users,
// and each thing that is wrong fails both.

const exported = `url ws://${ADDRESS}/echo?x=${X:-1}
subprotocol chat
header X-User: ${X:-1}
timeout 20s
> {"op":"join","room":"a\"b"}
< json: {"op":"join","room":*}
capture room .room
answer /^ping (?P<n>\d+)$/ => pong ${n}
ignore /heart/i
never /^[^a-z]*ALARM/
> heartbeat
> room ${room}
< room ${room}
> {"room":"${room}"}
< json: {"room":"${room}"}
> "quoted \"x\" 1.5"
< /quoted "(?P<q>[a-z])" \d\.\d$/
> ${q}
< x
> ping 17
< pong 17
> hex: 00 ff 10
< hex: 00 ?? ..
capture byte hex 1..2
> ${byte}
<< ff
> 1
> 2
<& /./
capture one /(.)/
<& 2
> ${one} é
<< 1 é
set id uuid
> {"id":"${id}","n":5,"a":[1,{"b":2}]}
< jq: .n == 5 and (.a | length) == 2 and .a[1].b == 2 and .id == "${id}"
ping
quiet 20ms
close 1000 bye
`

func TestK6(t *testing.T) {
	k6 := k6Program(t)
	s := startServer(t)
	run(t, raced(t, "check", "-D", "ADDRESS="+s.HostPort(), writeTranscript(t, exported)), 0)
	out, status := k6.run(t, s.HostPort(), exported)
	if status != 0 || strings.Contains(out, "✗") || !strings.Contains(out, "checks_failed......: 0.00%") {
		t.Errorf("k6 ended with %d:\n%s", status, out)
	}
}

// A mutant of the conversation fails in k6 at the line at which it is wrong.
func TestK6Fails(t *testing.T) {
	k6 := k6Program(t)
	s := startServer(t)
	for _, test := range []struct{ line, wrong, fails string }{
		{`< json: {"op":"join","room":*}`, `< json: {"op":"part","room":*}`, "a.wst:6: "},
		{`never /^[^a-z]*ALARM/`, `never /^ROOM/i`, "a.wst:10: "},
		{`< room ${room}`, `< room of ${room}`, "a.wst:13: "},
		{`< hex: 00 ?? ..`, `< hex: 00 ??`, "a.wst:23: "},
		{`<& 2`, `<& 3`, "a.wst:31: "},
		{`.n == 5`, `.n == 6`, "a.wst:36: "},
		{`quiet 20ms`, "> x\nquiet 2s", "a.wst:39: "},
	} {
		out, status := k6.run(t, s.HostPort(), strings.Replace(exported, test.line, test.wrong, 1))
		failed := regexp.MustCompile(`✗ \S*/` + test.fails).FindString(out)
		if status != 99 || failed == "" || strings.Count(out, "↳") != 1 {
			t.Errorf("%s: k6 ended with %d, not for %s\n%s", test.wrong, status, test.fails, out)
		}
	}
}

type k6Path string

func k6Program(t *testing.T) k6Path {
	t.Helper()
	path := filepath.Join(peersDir(t), "bin", "k6")
	requirePeer(t, path)
	return k6Path(path)
}

func (p k6Path) run(t *testing.T, address, conversation string) (out string, status int) {
	t.Helper()
	script, _ := run(t, raced(t, "export", "k6", writeTranscript(t, conversation)), 0)
	cmd := exec.Command(string(p), "run", "--vus", "5", "--iterations", "5", "--no-usage-report", "--address", "", "-e", "ADDRESS="+address, "-")
	cmd.Stdin = strings.NewReader(script)
	both := &bytes.Buffer{}
	cmd.Stdout, cmd.Stderr = both, both
	err := cmd.Run()
	if exit := new(exec.ExitError); errors.As(err, &exit) {
		return both.String(), exit.ExitCode()
	}
	if err != nil {
		t.Fatal(err)
	}
	return both.String(), 0
}

func writeTranscript(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "a.wst")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
