//go:build unix

package tests

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"wspipe/tests/server"
)

// What the scripts can say, besides testscript's own words:
//
//	status N [NAME=VALUE…] wspipe ARG… [<FILE]   run it; the exit status must be N
//	pipe N 'SHELL'                               the same for /bin/sh -c; $? of the whole line
//	signal SIG PATTERN N wspipe ARG…             run it, send SIG once stdout or stderr match
//	write FILE 'a\x00b'                          a file with exactly these bytes (Go's escapes)
//	prints 'a\x00b'                              stdout was exactly this
//	complains PATTERN                            stderr was exactly one line: "wspipe: ", then a match
//	events FILE                                  stdout was these JSON lines, apart from their times and headers
//	saw ID LINE…                                 the server's transcript of ?id=ID is exactly this;
//	                                             a LINE in /slashes/ is a regular expression
//	connections N                                so many connections were made to the servers
//	proxied LINE…                                all that the proxies were asked so far, in order, is exactly this
//
// stdin is at its end unless given. <FILE is a pipe with FILE in it that then
// ends; <FILE... one that stays open; <... stays open and empty.

const commandTimeout = 30 * time.Second

type scriptKey struct{}

type scriptState struct {
	program string
	environ []string
	servers []*server.Server
	ca      *server.CA
	proxies *server.Proxies
	serving map[string]*serving
}

func stateOf(ts *testscript.TestScript) *scriptState {
	return ts.Value(scriptKey{}).(*scriptState)
}

func cmdStatus(ts *testscript.TestScript, neg bool, args []string) {
	want := statusArg(ts, "status", neg, args)
	c := newScriptCommand(ts, args[1:])
	defer c.cancel()
	ts.Check(c.cmd.Start())
	c.wait(ts, want)
}

func cmdPipe(ts *testscript.TestScript, neg bool, args []string) {
	want := statusArg(ts, "pipe", neg, args)
	if len(args) != 2 {
		ts.Fatalf("usage: pipe STATUS 'SHELL'")
	}
	c := newCommand(ts, nil, "/bin/sh", "-c", args[1])
	defer c.cancel()
	ts.Check(c.cmd.Start())
	c.wait(ts, want)
}

func cmdSignal(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 4 {
		ts.Fatalf("usage: signal SIG PATTERN STATUS wspipe ARG…")
	}
	sig := signalNamed(ts, args[0])
	pattern, err := regexp.Compile("(?m)" + args[1])
	ts.Check(err)
	want := statusArg(ts, "signal", neg, args[2:])
	c := newScriptCommand(ts, args[3:])
	defer c.cancel()
	seen := c.watch(pattern)
	ts.Check(c.cmd.Start())
	select {
	case <-seen:
		ts.Check(c.cmd.Process.Signal(sig))
	case <-c.ctx.Done():
		ts.Logf("%q was never seen", args[1])
	}
	c.wait(ts, want)
}

// signalNamed returns a signal by its name without "SIG", or by its number.
func signalNamed(ts *testscript.TestScript, name string) syscall.Signal {
	if n, err := strconv.Atoi(name); err == nil {
		return syscall.Signal(n)
	}
	sig, ok := map[string]syscall.Signal{
		"HUP": syscall.SIGHUP, "INT": syscall.SIGINT, "QUIT": syscall.SIGQUIT, "TERM": syscall.SIGTERM,
		"USR1": syscall.SIGUSR1, "USR2": syscall.SIGUSR2, "ALRM": syscall.SIGALRM,
	}[name]
	if !ok {
		ts.Fatalf("unknown signal %s", name)
	}
	return sig
}

func statusArg(ts *testscript.TestScript, name string, neg bool, args []string) int {
	if neg || len(args) < 2 {
		ts.Fatalf("%s needs a STATUS and a command, and no !", name)
	}
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	return n
}

// scriptCommand is a child whose output is kept and whose run time is limited.
type scriptCommand struct {
	cmd    *exec.Cmd
	ctx    context.Context
	cancel func()
	out    *watched
	err    *watched
}

// newScriptCommand parses [NAME=VALUE…] wspipe ARG… [<FILE].
func newScriptCommand(ts *testscript.TestScript, args []string) *scriptCommand {
	var env []string
	for len(args) > 0 && isVariable(args[0]) {
		env, args = append(env, args[0]), args[1:]
	}
	if len(args) == 0 || args[0] != "wspipe" {
		ts.Fatalf("expected wspipe, not %q; pipe runs other things", args)
	}
	input, redirected := "", false
	if last := args[len(args)-1]; strings.HasPrefix(last, "<") {
		input, redirected = last[1:], true
		args = args[:len(args)-1]
	}
	c := newCommand(ts, env, stateOf(ts).program, args[1:]...)
	if redirected {
		c.feed(ts, input)
	}
	return c
}

func isVariable(word string) bool { return regexp.MustCompile(`^[A-Za-z_0-9]+=`).MatchString(word) }

func newCommand(ts *testscript.TestScript, env []string, path string, args ...string) *scriptCommand {
	ctx, cancel := context.WithTimeout(context.Background(), commandTimeout)
	c := &scriptCommand{ctx: ctx, cancel: cancel, out: &watched{}, err: &watched{}}
	c.cmd = group(exec.CommandContext(ctx, path, args...))
	c.cmd.Dir = ts.MkAbs(".")
	c.cmd.Env = slices.Concat(stateOf(ts).environ, env)
	c.cmd.Stdout, c.cmd.Stderr = c.out, c.err
	return c
}

// feed gives the child a pipe as stdin, which stays open if input ends with "...".
func (c *scriptCommand) feed(ts *testscript.TestScript, input string) {
	name, stays := strings.CutSuffix(input, "...")
	var data []byte
	if name != "" {
		data = []byte(ts.ReadFile(name))
	}
	r, w, err := os.Pipe()
	ts.Check(err)
	c.cmd.Stdin = r
	over, cancel := c.ctx.Done(), c.cancel
	c.cancel = func() { cancel(); r.Close() } // ends the copying if anything is left
	go func() {
		io.Copy(w, bytes.NewReader(data))
		if stays {
			<-over
		}
		w.Close()
	}()
}

func (c *scriptCommand) wait(ts *testscript.TestScript, want int) {
	err := c.cmd.Wait()
	io.WriteString(ts.Stdout(), c.out.String())
	io.WriteString(ts.Stderr(), c.err.String())
	var exit *exec.ExitError
	switch {
	case c.ctx.Err() != nil:
		ts.Fatalf("killed: it still ran after %v", commandTimeout)
	case err != nil && !errors.As(err, &exit):
		ts.Fatalf("%v", err)
	}
	if got := shellStatus(c.cmd.ProcessState); got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

// watch returns a channel that is closed when either stream has matched. It must be called before Start.
func (c *scriptCommand) watch(pattern *regexp.Regexp) <-chan struct{} {
	seen := make(chan struct{})
	var once sync.Once
	look := func(text string) {
		if pattern.MatchString(text) {
			once.Do(func() { close(seen) })
		}
	}
	c.out.look, c.err.look = look, look
	return seen
}

// watched keeps what is written and shows it to look.
type watched struct {
	mu   sync.Mutex
	text bytes.Buffer
	look func(string)
}

func (w *watched) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.text.Write(b)
	if w.look != nil {
		w.look(w.text.String())
	}
	return len(b), nil
}

func (w *watched) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.String()
}

func cmdWrite(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: write FILE 'BYTES'")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(unquote(ts, args[1])), 0o600))
}

func cmdPrints(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: prints 'BYTES'")
	}
	if got, want := ts.ReadFile("stdout"), unquote(ts, args[0]); got != want {
		ts.Fatalf("stdout is %q,\n    want %q", got, want)
	}
}

// unquote decodes Go's escapes; a double quote needs none.
func unquote(ts *testscript.TestScript, s string) string {
	plain, err := strconv.Unquote(`"` + strings.ReplaceAll(s, `"`, `\"`) + `"`)
	ts.Check(err)
	return plain
}

func cmdComplains(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: complains PATTERN")
	}
	pattern, err := regexp.Compile(args[0])
	ts.Check(err)
	got := ts.ReadFile("stderr")
	line, rest, ended := strings.Cut(got, "\n")
	message, prefixed := strings.CutPrefix(line, "wspipe: ")
	switch {
	case !ended || rest != "":
		ts.Fatalf("stderr isn't one line: %q", got)
	case !prefixed || !pattern.MatchString(message):
		ts.Fatalf("stderr is %q, want a match for %q after %q", line, args[0], "wspipe: ")
	}
}

func cmdEvents(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: events FILE")
	}
	want := ts.ReadFile(args[0])
	for _, name := range []string{"WS", "DEADPORT"} {
		want = strings.ReplaceAll(want, "$"+name, ts.Getenv(name))
	}
	var got strings.Builder
	for _, line := range strings.SplitAfter(strings.TrimSuffix(ts.ReadFile("stdout"), "\n"), "\n") {
		event, err := timeless(line)
		if err != nil {
			ts.Fatalf("%v in %s", err, line)
		}
		got.WriteString(event + "\n")
	}
	if got.String() != want {
		ts.Fatalf("stdout, keys in order, has\n%swant\n%s", got.String(), want)
	}
}

// timeless checks the time of an event and removes it, as it does with the fields of an open event that differ each
// time. The keys come out sorted.
func timeless(line string) (string, error) {
	var event map[string]any
	if err := json.Unmarshal([]byte(line), &event); err != nil {
		return "", err
	}
	stamp, _ := event["time"].(string)
	if at, err := time.Parse(time.RFC3339Nano, stamp); err != nil {
		return "", err
	} else if !strings.HasSuffix(stamp, "Z") || time.Since(at).Abs() > time.Hour {
		return "", fmt.Errorf("time %s isn't now in UTC", stamp)
	}
	delete(event, "time")
	if event["type"] == "open" {
		for _, name := range []string{"headers", "timings"} {
			if _, ok := event[name].(map[string]any); !ok && (name == "headers" || event["client"] == nil) {
				return "", fmt.Errorf("%s are %T", name, event[name])
			}
			delete(event, name)
		}
		if event["address"] == "" {
			return "", errors.New("there is no address")
		}
		delete(event, "address")
		if event["tls"] == nil {
			delete(event, "tls")
		}
	}
	var b bytes.Buffer
	out := json.NewEncoder(&b)
	out.SetEscapeHTML(false)
	err := out.Encode(event)
	return strings.TrimSuffix(b.String(), "\n"), err
}

func cmdSaw(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: saw ID LINE…")
	}
	ctx, cancel := context.WithTimeout(context.Background(), commandTimeout)
	defer cancel()
	got, err := awaitAny(ctx, stateOf(ts).servers, args[0])
	ts.Check(err)
	lines := strings.Split(strings.TrimSuffix(got.String(), "\n"), "\n")
	same := len(lines) == len(args)-1
	for i := 0; same && i < len(lines); i++ {
		same = sameLine(lines[i], args[i+1])
	}
	if !same {
		ts.Fatalf("the server saw\n%swant\n%s", got, strings.Join(args[1:], "\n"))
	}
}

// sameLine compares lines; a wanted line in slashes is a regular expression.
func sameLine(got, want string) bool {
	if inner, ok := strings.CutPrefix(want, "/"); ok && strings.HasSuffix(inner, "/") {
		return regexp.MustCompile("^" + strings.TrimSuffix(inner, "/")).MatchString(got)
	}
	return got == want
}

// awaitAny asks all servers: an id may have been used with any of them.
func awaitAny(ctx context.Context, servers []*server.Server, id string) (server.Report, error) {
	type answer struct {
		report server.Report
		err    error
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	answers := make(chan answer, len(servers))
	for _, s := range servers {
		go func() {
			r, err := s.Await(ctx, id, server.Done)
			answers <- answer{r, err}
		}()
	}
	first := <-answers
	return first.report, first.err
}

func cmdConnections(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: connections N")
	}
	total := 0
	for _, s := range stateOf(ts).servers {
		n, err := s.Connections()
		ts.Check(err)
		total += n
	}
	if strconv.Itoa(total) != args[0] {
		ts.Fatalf("%d connections were made, want %s", total, args[0])
	}
}
