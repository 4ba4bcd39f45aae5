//go:build unix

package tests

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Parts stand between people and servers: reverse proxies, proxies, load balancers. scripts/peers unpacks them; each
// test runs its own on loopback, with its own configuration and log, and ends it.

// findPart looks where scripts/peers unpacks, then on PATH, then where Debian has daemons, which is not on
// everybody's PATH.
func findPart(t testing.TB, name string) string {
	t.Helper()
	unpacked := unpackedDir(t)
	for _, dir := range []string{filepath.Join(unpacked, "usr/sbin"), filepath.Join(unpacked, "usr/bin"), filepath.Join(unpacked, "bin"), "", "/usr/sbin", "/usr/local/sbin"} {
		if path, err := exec.LookPath(filepath.Join(dir, name)); err == nil {
			return path
		}
	}
	missingPeer(t, name)
	return ""
}

func unpackedDir(t testing.TB) string {
	t.Helper()
	return filepath.Join(peersDir(t), "debian")
}

// part prepares a part. Its libraries may be where it was unpacked.
func part(t testing.TB, name string, args ...string) *exec.Cmd {
	t.Helper()
	path := findPart(t, name)
	cmd := command(t, path, args...)
	if unpacked := unpackedDir(t); strings.HasPrefix(path, unpacked) {
		findLibraries(cmd, unpacked)
	}
	return cmd
}

// findLibraries lets a program find the libraries unpacked with it.
func findLibraries(cmd *exec.Cmd, unpacked string) {
	var libraries []string
	for _, pattern := range []string{"usr/lib/*-linux-gnu*", "lib/*-linux-gnu*"} {
		found, _ := filepath.Glob(filepath.Join(unpacked, pattern))
		libraries = append(libraries, found...)
	}
	cmd.Env = append(cmd.Env, "LD_LIBRARY_PATH="+strings.Join(libraries, ":"))
}

// startPart runs a part until the end of the test. It returns when all of its addresses accept connections, and logs
// its output if the test fails.
func startPart(t testing.TB, cmd *exec.Cmd, addresses ...string) {
	t.Helper()
	var log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &log, &log
	start(t, cmd)
	ended := make(chan struct{})
	go func() {
		cmd.Wait()
		close(ended)
	}()
	t.Cleanup(func() {
		cmd.Process.Signal(syscall.SIGTERM) // some need to clean up
		select {
		case <-ended:
		case <-time.After(10 * time.Second):
			t.Errorf("%s doesn't end", cmd.Args[0])
		}
		cmd.Cancel() // also its helpers
		<-ended
		if t.Failed() {
			t.Logf("%v said:\n%s", cmd.Args, log.String())
		}
	})
	for _, address := range addresses {
		if err := awaitAddress(address, ended); err != nil {
			t.Fatalf("%s doesn't listen: %v", cmd.Args[0], err)
		}
	}
}

// awaitAddress tries to connect until it succeeds.
func awaitAddress(address string, ended <-chan struct{}) error {
	ctx, cancel := context.WithTimeout(context.Background(), childTimeout)
	defer cancel()
	for {
		conn, err := new(net.Dialer).DialContext(ctx, "tcp", address)
		if err == nil {
			return conn.Close()
		}
		select {
		case <-ended:
			return errors.New("it ended")
		case <-ctx.Done():
			return err
		case <-time.After(2 * time.Millisecond): // refusals come at once
		}
	}
}

// freeAddress returns an address that nothing listens on. Its port is below those that the system uses for outgoing
// connections, so none of them takes it in the meantime.
func freeAddress(t testing.TB) string {
	t.Helper()
	for range 100 {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 10_000+rand.IntN(20_000)))
		if err == nil {
			defer l.Close()
			return l.Addr().String()
		}
	}
	t.Fatal("no free port")
	return ""
}

func writeFile(t testing.TB, path, content string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// fill replaces {{NAME}} in a configuration with its value. One without a value is a mistake in the test.
func fill(t testing.TB, template string, pairs ...string) string {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		template = strings.ReplaceAll(template, "{{"+pairs[i]+"}}", pairs[i+1])
	}
	if left := regexp.MustCompile(`{{\w+}}`).FindString(template); left != "" {
		t.Fatalf("%s has no value", left)
	}
	return template
}

// complains runs wspipe, which must end with the status and one line that contains all of the words.
func complains(t testing.TB, cmd *exec.Cmd, status int, words ...string) {
	t.Helper()
	stdout, stderr := run(t, cmd, status)
	if stdout != "" {
		t.Errorf("%v: stdout: %q", cmd.Args[1:], stdout)
	}
	if strings.Count(stderr, "\n") != 1 {
		t.Errorf("%v: stderr isn't one line: %q", cmd.Args[1:], stderr)
	}
	for _, word := range words {
		if !strings.Contains(stderr, word) {
			t.Errorf("%v: stderr has no %q: %q", cmd.Args[1:], word, stderr)
		}
	}
}
