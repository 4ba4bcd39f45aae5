//go:build unix

package tests

import (
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// What the scripts can say about wspipe serve:
//
//	serve NAME [VARIABLE=VALUE…] ARG… [<FILE]
//	                            run wspipe serve in the background; its URL is in $NAME, its pin in $NAME_PIN.
//	                            stdin stays open and empty unless given.
//	client NAME COMMAND ARG…    run wspipe COMMAND in the background, with stdin open; until and served are for it, too
//	until NAME PATTERN          wait until its stdout or stderr match
//	served NAME SIG|- N         send it the signal, if any, and wait; its status must be N. What it wrote
//	                            is then stdout and stderr.

// serving is a program in the background, until it has been waited for.
type serving struct {
	*scriptCommand
	waited bool
}

func cmdServe(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: serve NAME ARG… [<FILE]")
	}
	line := args[1:]
	for len(line) > 0 && isVariable(line[0]) {
		line = line[1:]
	}
	line = slices.Concat(args[1:len(args)-len(line)], []string{"wspipe", "serve"}, line)
	if !strings.HasPrefix(line[len(line)-1], "<") {
		line = append(line, "<...")
	}
	s := startServing(ts, args[0], line)
	listening := s.sees(regexp.MustCompile(`(?m)^wspipe: listening on (\S+)$`))
	select {
	case <-listening:
	case <-s.ctx.Done():
		ts.Fatalf("it never listened: %s", s.err)
	}
	ts.Setenv(args[0], regexp.MustCompile(`listening on (\S+)`).FindStringSubmatch(s.err.String())[1])
	if pin := regexp.MustCompile(`the pin (\S+)`).FindStringSubmatch(s.err.String()); pin != nil {
		ts.Setenv(args[0]+"_PIN", pin[1])
	}
}

func cmdClient(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: client NAME COMMAND ARG…")
	}
	startServing(ts, args[0], append(append([]string{"wspipe"}, args[1:]...), "<..."))
}

func startServing(ts *testscript.TestScript, name string, line []string) *serving {
	s := &serving{scriptCommand: newScriptCommand(ts, line)}
	ts.Check(s.cmd.Start())
	ts.Defer(func() {
		s.cancel()
		if !s.waited {
			s.cmd.Wait()
		}
	})
	stateOf(ts).serving[name] = s
	return s
}

func cmdUntil(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: until NAME PATTERN")
	}
	s := servingNamed(ts, args[0])
	pattern, err := regexp.Compile("(?m)" + args[1])
	ts.Check(err)
	select {
	case <-s.sees(pattern):
	case <-s.ctx.Done():
		ts.Fatalf("%s was never seen in\n%s%s", args[1], s.out, s.err)
	}
}

func cmdServed(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: served NAME SIG|- STATUS")
	}
	s := servingNamed(ts, args[0])
	want, err := strconv.Atoi(args[2])
	ts.Check(err)
	if args[1] != "-" {
		ts.Check(s.cmd.Process.Signal(signalNamed(ts, args[1])))
	}
	s.waited = true
	s.wait(ts, want)
}

func servingNamed(ts *testscript.TestScript, name string) *serving {
	s := stateOf(ts).serving[name]
	if s == nil {
		ts.Fatalf("there is no serve %s", name)
	}
	return s
}

// sees is watch for a child that already runs; it also checks what it has already written.
func (c *scriptCommand) sees(pattern *regexp.Regexp) <-chan struct{} {
	c.out.mu.Lock()
	c.err.mu.Lock()
	seen := c.watch(pattern)
	c.err.mu.Unlock()
	c.out.mu.Unlock()
	io.WriteString(c.out, "")
	io.WriteString(c.err, "")
	return seen
}
