//go:build unix

package tests

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A conversation that check passes also passes in k6, with several users, and each mistake fails both.

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

// several covers what a connection is opened with, who says what over which connection, and how they end.
const several = `timeout 20s
@ann url ws://${ADDRESS}/headers?id=${ID:-a/b}
@ann header X-User: ann ${X:-1}
@ann header Cookie: id=ann
@ann subprotocol chat
@ann subprotocol other
@ann origin https://a.example
@ann user ann:${SECRET:-secret}
@ann compress
@bob url ws://${ADDRESS}/echo
@bob header Cookie: id=bob
@ann < jq: .headers["X-User"][0] == "ann 1" and .headers.Cookie[0] == "id=ann" and .headers.Origin[0] == "https://a.example"
@ann capture login .headers.Authorization[0]
@ann capture offer /(chat, ?other)/
@bob > ${login} ${offer}
@bob < /^Basic YW5uOnNlY3JldA== chat, ?other$/
@bob every 30ms beat
@bob << beat
answer /^ask (?P<n>\d)$/ => told ${n}
@bob never /^broken/
@bob split "\n"
@bob > "a\nask 7\nb\n"
@bob << a
@bob <<& b
@bob <<& told 7
@bob ignore beat
@bob > hex: ff 0a 00 0a
@bob < hex: ff
@bob < hex: 00
@bob > base64: AP8Q
@bob < base64: AP8Q
@bob capture bytes hex 1..3
@bob > ${bytes}
@bob < ff10
set word "tea\u0021"
@bob > ${word}
@bob < tea or coffee
@bob <? /tea/
@bob close 4000 bye
@bob url ws://${ADDRESS}/close?code=4001&reason=enough
@bob closed 4001 /enough/
sleep 10ms
`

func TestK6(t *testing.T) {
	k6 := k6Program(t)
	s := startServer(t)
	for _, conversation := range []string{exported, several} {
		run(t, raced(t, "check", "-D", "ADDRESS="+s.HostPort(), writeTranscript(t, conversation)), 0)
		out, status := k6.run(t, s.HostPort(), conversation)
		if status != 0 || strings.Contains(out, "✗") || !strings.Contains(out, "checks_failed......: 0.00%") {
			t.Errorf("k6 ended with %d:\n%s", status, out)
		}
		for _, line := range checked(conversation) {
			if !strings.Contains(out, "a.wst:"+line) {
				t.Errorf("k6 has no check of a.wst:%s\n%s", line, out)
			}
		}
	}
}

// checked returns the lines of a conversation that become a check in k6.
func checked(conversation string) (lines []string) {
	for i, line := range strings.Split(conversation, "\n") {
		if regexp.MustCompile(`^(@\w+ )?(url|<<?&?|capture|never|ping|quiet|closed?)( |$)`).MatchString(line) {
			lines = append(lines, fmt.Sprintf("%d: %s", i+1, line))
		}
	}
	return lines
}

// A mutant of the conversation fails in k6 at the altered line.
func TestK6Fails(t *testing.T) {
	k6 := k6Program(t)
	s := startServer(t)
	for _, test := range []struct{ line, wrong, fails string }{
		{"/echo?", "/echo?protocol=none&", "a.wst:1: "},
		{`${ADDRESS}`, `${ELSEWHERE}`, "a.wst$"},
		{`answer /^ping`, "every 20ms ALARM\nanswer /ALARM|^ping", "a.wst:11: "},
		{`< json: {"op":"join","room":*}`, `< json: {"op":"part","room":*}`, "a.wst:6: "},
		{`never /^[^a-z]*ALARM/`, `never /^ROOM/i`, "a.wst:10: "},
		{`< room ${room}`, `< room of ${room}`, "a.wst:13: "},
		{`< hex: 00 ?? ..`, `< hex: 00 ??`, "a.wst:23: "},
		{`<& 2`, `<& 3`, "a.wst:31: "},
		{`.n == 5`, `.n == 6`, "a.wst:36: "},
		{`quiet 20ms`, "> x\nquiet 2s", "a.wst:39: "},
	} {
		out, status := k6.run(t, s.HostPort(), strings.Replace(exported, test.line, test.wrong, 1))
		failed := regexp.MustCompile(`(?m)✗ \S*/` + test.fails).FindString(out)
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
