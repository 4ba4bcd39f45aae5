//go:build linux

package tests

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// When the machine runs out of something, the status changes, one line says why, and what was delivered before stays
// delivered.
func TestMachineHasNoMore(t *testing.T) {
	t.Parallel()
	const (
		noSpace = `no space left on device`
		tooBig  = `file too large`
		noFiles = `too many open files`
	)
	many := ""
	for n := range 20 {
		many += fmt.Sprintf("@c%d url ${WS}/echo\n", n)
	}
	for name, test := range map[string]struct {
		line    string // for sh, with chat.wst and print.wst in its folder
		status  int
		said    string // the line on stderr, if any
		printed string // stdout
	}{
		"descriptors, no connection": {`ulimit -n 7; exec wspipe send -n 1 $WS/echo hi`, 3, `wspipe: cannot connect to \S+: ` + noFiles, ``},
		"descriptors, just enough":   {`ulimit -n 10; exec wspipe send -n 1 $WS/echo hi`, 0, ``, "hi\n"},
		"descriptors, ping":          {`ulimit -n 7; exec wspipe ping -n 1 $WS/echo`, 3, `wspipe: cannot connect to \S+: ` + noFiles, ``},
		"descriptors, echo:":         {`ulimit -n 7; exec wspipe send -n 1 echo: hi`, 8, `wspipe: echo: listen .*: ` + noFiles, ``},
		"descriptors, --record":      {`ulimit -n 8; exec wspipe connect --record x.wst -n 1 --on-open hi $WS/echo`, 3, `wspipe: cannot connect to \S+: ` + noFiles, ``},
		"descriptors, --exec":        {`ulimit -n 10; exec wspipe connect --exec cat $WS/echo`, 8, `wspipe: --exec: cat can't be started: (pipe2: )?` + noFiles, ``},
		"descriptors, check":         {`ulimit -n 16; wspipe check many.wst`, 3, `FAIL  many.wst:\d+: @c\d+ url .*\n      cannot connect to \S+: ` + noFiles + `\n(?s:.*)wspipe: 1 of 1 conversation failed`, ``},

		"disk, connect --json":        {`wspipe connect --json -n 1 --on-open hi $WS/echo >/dev/full`, 8, `wspipe: stdout: ` + noSpace, ``},
		"disk, --record":              {`wspipe connect --record /dev/full -n 1 --on-open hi $WS/echo`, 8, `wspipe: --record: ` + noSpace, ``},
		"disk, ping":                  {`wspipe ping -n 1 $WS/echo >/dev/full`, 8, `wspipe: stdout: ` + noSpace, ``},
		"disk, check without stdout":  {`wspipe check $WS/echo chat.wst >/dev/full`, 0, ``, ``},
		"disk, print":                 {`wspipe check $WS/echo print.wst >/dev/full`, 8, `wspipe: stdout: ` + noSpace, ``},
		"disk, print behind a report": {`wspipe check --report tap=- $WS/echo print.wst 2>/dev/full`, 0, ``, "TAP version 13\n1..1\nok 1 - print.wst\n"},
		"disk, save":                  {`wspipe check --allow-run $WS/echo save.wst`, 1, `FAIL  save.wst:3: save /dev/full\n      it can't be saved: /dev/full: ` + noSpace + `\n(?s:.*)`, ``},
		"disk, report":                {`wspipe check --report junit=/dev/full $WS/echo chat.wst`, 8, `wspipe: --report junit=/dev/full: ` + noSpace, ``},
		"disk, report on stdout":      {`wspipe check --report tap=- $WS/echo chat.wst >/dev/full`, 8, `wspipe: --report tap=-: ` + noSpace, ``},
		"disk, export":                {`wspipe export k6 url.wst >/dev/full`, 8, `wspipe: stdout: ` + noSpace, ``},
		"disk, completion":            {`wspipe completion bash >/dev/full`, 8, `wspipe: stdout: ` + noSpace, ``},
		"disk, --exec":                {`wspipe connect --exec 'sh -c "cat >/dev/full"' --wait 0 $WS/burst?n=3`, 8, `cat: write error: (?i:` + noSpace + `)\nwspipe: --exec: sh failed: exit status 1`, ``},

		"file size, listen":   {`ulimit -f 0; wspipe listen $WS/burst?n=3 >out`, 8, `wspipe: stdout: ` + tooBig, ``},
		"file size, --record": {`ulimit -f 0; wspipe connect --record x.wst -n 1 --on-open hi $WS/echo`, 8, `wspipe: --record: ` + tooBig, ``},
		"file size, report":   {`ulimit -f 0; wspipe check --report json=x.json $WS/echo chat.wst`, 8, `wspipe: --report json=x.json: ` + tooBig, ``},
		"file size, --update": {`(ulimit -f 0; wspipe check --update $WS/echo other.wst); status=$?; cat other.wst; exit $status`, 8, `wspipe: --update other.wst: .*` + tooBig, otherTranscript},

		"streams, no stdin":       {`wspipe check $WS/echo chat.wst <&-`, 0, ``, ``},
		"streams, no stderr":      {`wspipe check $WS/echo print.wst 2>&-`, 0, ``, "hi\n"},
		"streams, stderr is full": {`wspipe check $WS/echo other.wst 2>/dev/full`, 1, ``, ``},
		"streams, nobody reads":   {`wspipe check $WS/echo print.wst | true; wspipe ping -n 1 $WS/echo | true`, 0, ``, ``},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := startServer(t)
			cmd := command(t, "/bin/sh", "-c", test.line)
			cmd.Dir = t.TempDir()
			for file, text := range map[string]string{
				"chat.wst": "> hi\n< hi\n", "print.wst": "> hi\n< hi\nprint\n", "url.wst": "url ws://localhost/\n", "many.wst": many, "save.wst": "> hi\n< hi\nsave /dev/full\n", "other.wst": otherTranscript,
			} {
				writeFile(t, filepath.Join(cmd.Dir, file), text)
			}
			program, err := plainProgram()
			if err != nil {
				t.Fatal(err)
			}
			cmd.Env = append(cmd.Env, "WS="+s.URL(), "PATH="+filepath.Dir(program)+string(filepath.ListSeparator)+os.Getenv("PATH"))
			printed, said := run(t, cmd, test.status)
			if printed != test.printed {
				t.Errorf("printed %q, want %q", printed, test.printed)
			}
			said = regexp.MustCompile(`(?m)^ok    .*\n`).ReplaceAllString(said, "") // what passed doesn't matter here
			if !regexp.MustCompile(`^(` + test.said + `)\n?$`).MatchString(said) {
				t.Errorf("said %q, want %q", said, test.said)
			}
		})
	}
}

const otherTranscript = "> hi\n< ho\n"
