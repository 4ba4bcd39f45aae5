//go:build unix

package tests

import (
	"crypto/tls"
	"encoding/base64"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"wspipe/tests/server"
)

// identity is a server that demands a certificate, and flags for one whose key is encrypted.
type identity struct {
	server *server.Server
	flags  []string
}

const sesame = "open sesame"

func newIdentity(t *testing.T) identity {
	t.Helper()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ca, err := server.NewCA()
	check(err)
	serverCert, err := ca.Issue(server.Leaf{})
	check(err)
	s, err := server.StartTLSWith(&tls.Config{
		Certificates: []tls.Certificate{serverCert},
		ClientAuth:   tls.RequireAndVerifyClientCert,
		ClientCAs:    ca.Pool(),
	})
	check(err)
	t.Cleanup(s.Close)
	key, err := newKey("ecdsa")
	check(err)
	cert, err := ca.Issue(server.Leaf{Name: "alice", Key: key})
	check(err)
	encrypted, err := encodeKey(key, "pkcs8", sesame)
	check(err)
	dir := t.TempDir()
	file := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		check(os.WriteFile(path, data, 0o600))
		return path
	}
	return identity{s, []string{
		"--cacert", file("ca.pem", ca.PEM),
		"--cert", file("alice.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Certificate[0]})),
		"--key", file("alice.key", pem.EncodeToMemory(encrypted)),
	}}
}

// inShell runs a line of /bin/sh in which "$@" is a command of wspipe.
func (i identity) inShell(t *testing.T, line string, args ...string) *exec.Cmd {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	args = append([]string{"-c", line, "sh", path}, args...)
	return command(t, "/bin/sh", append(args, i.flags...)...)
}

func TestPromptForThePassphrase(t *testing.T) {
	i := newIdentity(t)
	term := onTerminal(t, raced(t, append([]string{"send", "-n", "1", i.server.URL() + "/echo?id=a", "hi"}, i.flags...)...))
	term.screen(`passphrase of .*alice.key: $`)
	term.typeIn(sesame + "\n")
	if text := term.end(0); strings.Contains(text, sesame) || !strings.HasSuffix(text, "alice.key: \r\nhi\r\n") {
		t.Errorf("the screen has %q", text)
	}
	r := await(t, i.server, "a", server.Done)
	if want := "certificate \"alice\"\ntext \"hi\"\nclose 1000 \"\"\n"; r.String() != want {
		t.Errorf("the server saw %q", r)
	}
}

// As with curl, a name without a password makes wspipe ask for it.
func TestPromptForThePassword(t *testing.T) {
	s := startServer(t)
	term := onTerminal(t, raced(t, "listen", "-n", "1", "-u", "ada", s.URL()+"/headers"))
	term.screen(`password of ada: $`)
	term.typeIn("love:lace\n")
	text := term.end(0)
	want := "Basic " + base64.StdEncoding.EncodeToString([]byte("ada:love:lace"))
	if strings.Contains(text, "lace") || !strings.Contains(text, want) {
		t.Errorf("the screen has %q", text)
	}
	for typed, status := range map[string]int{ctrlC: 130, ctrlD: 2} {
		term := onTerminal(t, raced(t, "listen", "-u", "ada", s.URL()+"/headers"))
		term.screen(`password of ada: $`)
		term.typeIn(typed)
		term.end(status)
	}
}

// serve asks for the password that clients need, too.
func TestPromptForThePasswordOfClients(t *testing.T) {
	term := onTerminal(t, raced(t, "serve", "-u", "bob", "--echo", "127.0.0.1:0"))
	term.screen(`password of bob: `)
	term.typeIn(sesame + "\n")
	url := term.find(`listening on (\S+)`)
	run(t, raced(t, "send", "-u", "bob:wrong", url, "hi"), 4)
	if stdout, _ := run(t, raced(t, "send", "-n", "1", "-u", "bob:"+sesame, url, "hi"), 0); stdout != "hi\n" {
		t.Errorf("stdout: %q", stdout)
	}
	term.typeIn(ctrlC)
	if shown := term.end(130); strings.Contains(shown, sesame) {
		t.Errorf("the screen has %q", shown)
	}
}

// stdin may be the data: the prompt uses the terminal instead.
func TestPromptLeavesStdinAlone(t *testing.T) {
	i := newIdentity(t)
	term := onTerminal(t, i.inShell(t, `echo from a pipe | "$@"`, "send", "-n", "1", i.server.URL()+"/echo"))
	term.screen(`passphrase of .*: $`)
	term.typeIn(sesame + "\n")
	if text := term.end(0); !strings.HasSuffix(text, ": \r\nfrom a pipe\r\n") {
		t.Errorf("the screen has %q", text)
	}
}

func TestPromptIsAnsweredWrongly(t *testing.T) {
	i := newIdentity(t)
	for typed, complaint := range map[string]string{
		"close sesame\n": "alice.key: it can't be decrypted",
		"\n":             "the passphrase is empty",
		ctrlD:            "no passphrase was typed",
	} {
		term := onTerminal(t, raced(t, append([]string{"listen", i.server.URL()}, i.flags...)...))
		term.screen(`passphrase of .*: $`)
		term.typeIn(typed)
		if text := term.end(2); strings.Contains(text, "sesame") || !strings.Contains(text, complaint) {
			t.Errorf("after %q the screen has %q", typed, text)
		}
	}
}

// A user who quits at the prompt gets the terminal back as it was.
func TestPromptIsInterrupted(t *testing.T) {
	i := newIdentity(t)
	for typed, status := range map[string]string{ctrlC: "130", "\x1c": "131"} {
		term := onTerminal(t, i.inShell(t, `trap : INT QUIT; "$@"; echo "status $?"; stty -a`, "listen", i.server.URL()))
		term.screen(`passphrase of .*: $`)
		term.typeIn(typed)
		text := term.end(0)
		if !strings.Contains(text, "status "+status) || !strings.Contains(text, " echo ") {
			t.Errorf("after %q the screen has %q", typed, text)
		}
	}
}

// Suspended at the prompt, it would leave the terminal without echo.
func TestPromptIsNotSuspended(t *testing.T) {
	i := newIdentity(t)
	term := onTerminal(t, i.inShell(t, `set -m; "$@"; echo "status $?"`, "listen", i.server.URL()+"/burst?n=1"))
	term.screen(`passphrase of .*: $`)
	term.typeIn("\x1a")
	term.typeIn(sesame + "\n")
	if text := term.end(0); !strings.Contains(text, "0\r\n") || !strings.HasSuffix(text, "status 0\r\n") {
		t.Errorf("the screen has %q", text)
	}
}
