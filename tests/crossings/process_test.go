//go:build unix

package crossings

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"wspipe/tests/server"
)

// patience limits a run. Nothing that works comes near it.
const patience = time.Minute

// outcome is the outcome of a run.
type outcome struct {
	status   int
	stdout   []byte
	stderr   string
	memory   int64 // the most that was resident, in bytes
	exited   time.Time
	peers    []*peer
	recorded string
	beside   map[string][]byte // the files that it wrote
	problems []string
	terminal *terminal
	modes    string   // modes of the terminal at the end
	checked  *outcome // of check with the recording; nil: none
}

// arrived returns what all peers have received.
func (o *outcome) arrived() (all []message) {
	for _, p := range o.peers {
		all = append(all, p.heard.messages...)
	}
	return all
}

func (o *outcome) problem(format string, args ...any) {
	o.problems = append(o.problems, fmt.Sprintf(format, args...))
}

// running is a run in progress.
type running struct {
	c      *crossing
	p      *plan
	dir    string
	ctx    context.Context
	cmd    *exec.Cmd
	stderr watched
	s      *streams
	// terminal is nil if the streams are no terminal.
	terminal *terminal

	mu       sync.Mutex
	peers    []*peer
	problems []string
}

// cross performs one run.
func cross(program, dir string, p *plan) (*outcome, error) {
	c := p.c
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	r := &running{c: c, p: p, dir: dir, ctx: ctx}
	recorded := filepath.Join(dir, "0001.wst") // serve uses this name
	args := r.p.flags(recorded)
	var peersDone func()
	var err error
	if c.is(given, "file") {
		if args, err = configured(args, filepath.Join(dir, "flags")); err != nil {
			return nil, err
		}
	}
	if c.scripted() {
		if err := p.script.write(dir); err != nil {
			return nil, err
		}
	}
	if c.dials() {
		err = r.startClient(program, args, r.p.operands(), &peersDone)
	} else {
		err = r.startServer(program, args, &peersDone)
	}
	if err != nil {
		return nil, err
	}
	o := r.wait()
	peersDone()
	o.peers, o.problems = r.peers, append(o.problems, r.problems...)
	b, _ := os.ReadFile(recorded)
	o.recorded = string(b)
	o.beside = map[string][]byte{}
	for _, name := range []string{"results.xml", "results.tap"} {
		o.beside[name], _ = os.ReadFile(filepath.Join(dir, name))
	}
	if c.passesAgain() {
		o.checked, err = checkRecorded(ctx, program, dir, recorded, p, o)
	}
	return o, err
}

func (r *running) problem(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.problems = append(r.problems, fmt.Sprintf(format, args...))
}

// start runs the program in a process group of its own.
func (r *running) start(program string, args []string) (err error) {
	if r.c.atTerminal() {
		r.s, r.terminal, err = openTerminal(r.p)
	} else {
		r.s, err = openStreams(r.p, r.dir)
	}
	if err != nil {
		return err
	}
	r.cmd = exec.Command(program, args...)
	r.cmd.Stdin, r.cmd.Stdout, r.cmd.Stderr = r.s.in, r.s.out, &r.stderr
	if r.c.is(speaker, "program") {
		r.cmd.Stdin, r.cmd.Stdout, r.cmd.ExtraFiles = nil, nil, []*os.File{r.s.in, r.s.out}
	}
	r.cmd.Env, r.cmd.Dir = cleanEnviron(), r.dir
	r.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	r.cmd.WaitDelay = time.Second
	if r.c.atTerminal() {
		r.cmd.Stderr, r.cmd.SysProcAttr = r.s.out, &syscall.SysProcAttr{Setsid: true} // with a controlling terminal, its end would flush what nobody has read yet
		r.cmd.Env = append(r.cmd.Env, terminalEnviron()...)
	}
	if err := r.cmd.Start(); err != nil {
		r.s.in.Close()
		r.s.out.Close()
		return err
	}
	context.AfterFunc(r.ctx, func() { syscall.Kill(-r.cmd.Process.Pid, syscall.SIGKILL) })
	return nil
}

// wait waits for the program to exit.
func (r *running) wait() *outcome {
	written := r.s.started()
	exited, memory := make(chan struct{}), make(chan int64, 1)
	go func() { memory <- mostMemory(r.cmd.Process.Pid, exited) }()
	err := r.cmd.Wait()
	close(exited)
	o := &outcome{exited: time.Now()}
	if r.ctx.Err() != nil {
		o.problem("it still ran after %v", patience)
	} else if syscall.Kill(-r.cmd.Process.Pid, 0) == nil {
		o.problem("a child of it is still running")
	}
	syscall.Kill(-r.cmd.Process.Pid, syscall.SIGKILL)
	r.s.release()
	o.stdout, o.stderr = written(), r.stderr.String()
	if o.terminal = r.terminal; o.terminal != nil {
		o.modes, _ = modesOf(o.terminal.person)
		o.terminal.person.Close()
	}
	if errors.Is(err, exec.ErrWaitDelay) {
		o.problem("somebody still holds its stderr")
	}
	state := r.cmd.ProcessState
	o.status = state.ExitCode()
	if w, ok := state.Sys().(syscall.WaitStatus); ok && w.Signaled() {
		o.problem("it died of %v", w.Signal())
	}
	o.memory = <-memory
	return o
}

// signalNow sends the signal of the dimension.
func (r *running) signalNow() {
	signals := map[string]syscall.Signal{"INT": syscall.SIGINT, "TERM": syscall.SIGTERM, "HUP": syscall.SIGHUP}
	if s, ok := signals[r.c[signal]]; ok {
		r.cmd.Process.Signal(s)
	}
}

// arrived returns the messages of the connections that are over.
func (r *running) arrived() (all []message) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, p := range r.peers {
		if p.over() {
			all = append(all, p.heard.messages...)
		}
	}
	return all
}

func (r *running) newPeer(conn net.Conn, masks bool) *peer {
	p := newPeer(r.ctx, shape(conn, r.c[network]), masks)
	context.AfterFunc(r.ctx, func() { conn.Close() })
	r.mu.Lock()
	r.peers = append(r.peers, p)
	r.mu.Unlock()
	return p
}

// startClient makes the program connect to a peer; operands follow the URL.
func (r *running) startClient(program string, args, operands []string, done *func()) error {
	l, url, flags, stop, err := r.listen()
	if err != nil {
		return err
	}
	parts := r.p.parts(r.arrived, r.signalNow)
	over := make(chan struct{})
	go func() {
		defer close(over)
		r.accept(l, parts)
	}()
	*done = func() {
		l.Close()
		<-over
		stop()
	}
	if err := r.start(program, slices.Concat(args, flags, []string{url}, operands)); err != nil {
		(*done)()
		return err
	}
	return nil
}

func (r *running) accept(l net.Listener, parts []part) {
	for i := 0; ; i++ {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		if i >= len(parts) {
			r.problem("it connected %d times", i+1)
			conn.Close()
			continue
		}
		p := r.newPeer(conn, false)
		if err := p.answer(r.c); err != nil {
			r.problem("%v", err)
			conn.Close()
			p.note(func(h *heard) { h.ended, h.endedAt = true, time.Now() })
			continue
		}
		p.play(parts[i])
	}
}

// listen opens the socket for the program to connect to.
func (r *running) listen() (l net.Listener, url string, flags []string, stop func(), err error) {
	l, url, flags, stop, err = r.listenOn()
	if err == nil && r.c.is(version, "2") {
		l, err = inFront(l)
	}
	return l, url, flags, stop, err
}

func (r *running) listenOn() (l net.Listener, url string, flags []string, stop func(), err error) {
	stop = func() {}
	if r.c.is(way, "unix") {
		path := filepath.Join(r.dir, "s")
		l, err = net.Listen("unix", path)
		return l, "ws+unix:" + path + ":/", nil, stop, err
	}
	if r.c.is(way, "elsewhere") {
		path := filepath.Join(r.dir, "s")
		l, err = net.Listen("unix", path)
		return l, "ws://127.0.0.1:1/", []string{"--unix-socket", path}, stop, err
	}
	if l, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return nil, "", nil, stop, err
	}
	url = "ws://" + l.Addr().String() + "/"
	if !r.c.is(way, "tcp") {
		flags, stop, err = r.reach()
	}
	if err == nil && r.c.is(way, "tls", "proxy-tls") {
		var leaf tls.Certificate
		a, _ := authority()
		leaf, err = a.Issue(server.Leaf{})
		l = tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{leaf}, NextProtos: []string{"h2", "http/1.1"}})
		url = strings.Replace(url, "ws:", "wss:", 1)
	}
	return l, url, flags, stop, err
}

var authority = sync.OnceValues(server.NewCA)

// reach returns the flags about TLS and proxies.
func (r *running) reach() (flags []string, stop func(), err error) {
	ca, err := authority()
	if err != nil {
		return nil, nil, err
	}
	stop = func() {}
	if r.c.is(way, "tls", "proxy-tls") {
		file := filepath.Join(r.dir, "ca.pem")
		if err := os.WriteFile(file, ca.PEM, 0o600); err != nil {
			return nil, nil, err
		}
		flags = append(flags, "--cacert", file)
	}
	if r.c.is(way, "tls") {
		return flags, stop, nil
	}
	proxies, err := server.StartProxies(ca)
	if err != nil {
		return nil, nil, err
	}
	stop = func() {
		if len(proxies.Await(r.ctx, 1)) == 0 {
			r.problem("the proxy wasn't asked")
		}
		proxies.Close()
	}
	if r.c.is(way, "socks") {
		return append(flags, "--proxy", "socks5://"+proxies.Socks), stop, nil
	}
	return append(flags, "--proxy", "http://"+proxies.HTTP), stop, nil
}

var listening = regexp.MustCompile(`(?m)^wspipe: listening on (?:wss?://|ws\+unix:)(\S+?)/?$`)

// startServer makes a peer connect to the program.
func (r *running) startServer(program string, args []string, done *func()) error {
	network, address := "tcp", "0"
	if r.c.is(way, "unix") {
		network, address = "unix", "unix:"+filepath.Join(r.dir, "s")
	}
	if r.c.is(way, "tls") {
		args = append(args, "--self-signed")
	}
	if r.c.is(command, "forward") {
		behind, err := r.startBehind(program)
		if err != nil {
			return err
		}
		args = append(args, "--forward", "ws+unix:"+behind)
	}
	if err := r.start(program, append(args, address)); err != nil {
		return err
	}
	over := make(chan struct{})
	*done = func() { <-over }
	go func() {
		defer close(over)
		conn, err := r.dial(network, strings.TrimPrefix(address, "unix:"))
		if err != nil {
			r.problem("%v", err)
			r.cmd.Process.Kill()
			return
		}
		p := r.newPeer(conn, true)
		if err := p.ask(r.c, "127.0.0.1"); err != nil {
			r.problem("%v", err)
			conn.Close()
			p.note(func(h *heard) { h.ended, h.endedAt = true, time.Now() })
			r.cmd.Process.Signal(syscall.SIGTERM)
			return
		}
		p.play(r.p.parts(r.arrived, r.signalNow)[0])
	}()
	return nil
}

// startBehind starts the server to which serve --forward connects, for the duration of the run. It
// returns the server's socket once that exists.
func (r *running) startBehind(program string) (string, error) {
	socket := filepath.Join(r.dir, "b")
	cmd := exec.CommandContext(r.ctx, program, "serve", "--echo", "-q", "unix:"+socket)
	if err := cmd.Start(); err != nil {
		return "", err
	}
	go func() { _ = cmd.Wait() }()
	for { // a quiet server doesn't report that its socket exists
		conn, err := net.Dial("unix", socket)
		if err == nil {
			return socket, conn.Close()
		}
		if r.ctx.Err() != nil {
			return "", err
		}
		time.Sleep(time.Millisecond)
	}
}

func (r *running) dial(network, address string) (conn net.Conn, err error) {
	if !r.c.is(report, "quiet") {
		line := r.stderr.await(r.ctx, listening)
		if line == nil {
			return nil, fmt.Errorf("it doesn't listen")
		}
		if network == "tcp" {
			address = line[1]
		}
	}
	for { // a quiet server doesn't report that its socket exists
		conn, err = net.Dial(network, address)
		if err == nil || network == "tcp" || r.ctx.Err() != nil {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	if err == nil && r.c.is(way, "tls") {
		conn = tls.Client(conn, &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"http/1.1"}})
	}
	return conn, err
}

// cleanEnviron returns an environment without anything that changes the program's behaviour.
func cleanEnviron() []string {
	env := slices.DeleteFunc(os.Environ(), func(e string) bool {
		name, _, _ := strings.Cut(strings.ToUpper(e), "=")
		return strings.HasPrefix(name, "WSPIPE_") || strings.HasSuffix(name, "_PROXY") || name == "NO_COLOR" || name == "SSLKEYLOGFILE"
	})
	return append(env, "GORACE=atexit_sleep_ms=0")
}

// watched keeps what is written to it, and lets others wait for a pattern in it.
type watched struct {
	mu      sync.Mutex
	b       bytes.Buffer
	changed chan struct{}
}

func (w *watched) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.changed != nil {
		close(w.changed)
		w.changed = nil
	}
	return w.b.Write(b)
}

func (w *watched) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.String()
}

// await returns pattern's groups, or nil when ctx ends.
func (w *watched) await(ctx context.Context, pattern *regexp.Regexp) []string {
	for {
		w.mu.Lock()
		found := pattern.FindStringSubmatch(w.b.String())
		if w.changed == nil {
			w.changed = make(chan struct{})
		}
		changed := w.changed
		w.mu.Unlock()
		if found != nil {
			return found
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return nil
		}
	}
}
