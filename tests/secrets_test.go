//go:build linux

package tests

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"wspipe/tests/server"
)

const (
	secretWord = "s3cr3t-w0rd"
	secretCode = "bmFtZTpzM2NyM3QtdzByZA==" // name:s3cr3t-w0rd in base64
)

// A secret given by file, environment or netrc appears neither on stderr, nor in the JSON events, nor in the list of
// processes, however the connection ends.
func TestSecretsAreNeverShown(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	ends := map[string]int{
		"/burst":                               0,
		"/close?code=1008":                     5,
		"/reject?status=401":                   4,
		"/reject?status=302&location=/garbage": 4,
		"/broken/masked":                       7,
	}
	for name, secret := range secretWays(t) {
		t.Run(name, func(t *testing.T) {
			for path, status := range ends {
				for _, flags := range [][]string{{"-vv"}, {"-v", "-L"}, {"--json"}} {
					cmd := secret.give(raced(t, append(append([]string{"listen"}, flags...), s.URL()+path)...))
					stdout, stderr := run(t, cmd, status)
					wantNoSecret(t, fmt.Sprint(flags, path), stdout+stderr)
				}
			}
			id := strings.ReplaceAll(name, " ", "-")
			cmd := secret.give(raced(t, "listen", s.URL()+"/burst?n=0&gate="+id+"&id="+id))
			start(t, cmd)
			await(t, s, id, func(r server.Report) bool { return r.Opened })
			wantNoSecret(t, "the list of processes", commandLine(t, cmd))
			s.OpenGate(id)
			finish(t, cmd, 0)
		})
	}
}

func startProxies(t *testing.T) *server.Proxies {
	t.Helper()
	ca, err := server.NewCA()
	if err != nil {
		t.Fatal(err)
	}
	proxies, err := server.StartProxies(ca)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(proxies.Close)
	return proxies
}

// secretWay is a way to give a program a secret.
type secretWay struct{ flag, variable string }

func (w secretWay) give(cmd *exec.Cmd) *exec.Cmd {
	if w.flag != "" {
		cmd.Args = append(cmd.Args, w.flag)
	}
	if w.variable != "" {
		cmd.Env = append(cmd.Env, w.variable)
	}
	return cmd
}

func secretWays(t *testing.T) map[string]secretWay {
	t.Helper()
	dir := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	proxies := startProxies(t)
	proxy, socks := "http://name:"+secretWord+"@"+proxies.HTTP, "socks5://name:"+secretWord+"@"+proxies.Socks
	return map[string]secretWay{
		"proxy":               {flag: "--proxy=@" + file("proxy", proxy)},
		"proxy variable":      {variable: "WSPIPE_PROXY=" + proxy},
		"socks proxy":         {variable: "WSPIPE_PROXY=" + socks},
		"header":              {flag: "--header=@" + file("header", "Authorization: Custom "+secretWord)},
		"cookie":              {flag: "--header=@" + file("cookie", "Cookie: session="+secretWord)},
		"user":                {flag: "--user=@" + file("user", "name:"+secretWord)},
		"bearer":              {flag: "--bearer=@" + file("bearer", secretWord)},
		"netrc":               {flag: "--netrc=" + file("netrc", "default login name password "+secretWord)},
		"passphrase":          {flag: "--key-passphrase=@" + file("passphrase", secretWord)},
		"header variable":     {variable: "WSPIPE_HEADER=Authorization: " + secretWord},
		"user variable":       {variable: "WSPIPE_USER=name:" + secretWord},
		"digest":              {flag: "--digest", variable: "WSPIPE_USER=name:" + secretWord},
		"bearer variable":     {variable: "WSPIPE_BEARER=" + secretWord},
		"passphrase variable": {variable: "WSPIPE_KEY_PASSPHRASE=" + secretWord},
	}
}

func wantNoSecret(t *testing.T, where, text string) {
	t.Helper()
	for _, secret := range []string{secretWord, secretCode} {
		if strings.Contains(text, secret) {
			t.Errorf("%s: the secret is shown: %s", where, text)
		}
	}
}

func commandLine(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(line), "listen") {
		t.Fatalf("not the program: %q", line)
	}
	return string(line)
}
