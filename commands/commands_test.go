package commands

import (
	"bytes"
	"context"
	"io"
	"slices"
	"strings"
	"testing"

	"wspipe/commands/flags"
	"wspipe/commands/status"
)

func TestUnderstand(t *testing.T) {
	environment := map[string]string{
		"WSPIPE_TIMEOUT": "3s", "WSPIPE_HEADER": "A: 1\nB: 2\n", "WSPIPE_HEX": "true", "WSPIPE_ORIGIN": "",
	}
	lookup := func(name string) (string, bool) {
		value, ok := environment[name]
		return value, ok
	}
	none := func(string) (string, bool) { return "", false }
	for _, test := range []struct {
		line   string
		lookup func(string) (string, bool)
		want   string
	}{
		{"send URL a -q b", none, "send --quiet=true -- URL a b"},
		{"send -qn1 URL", none, "send --quiet=true --count=1 -- URL"},
		{"send -n 1 -vv URL", none, "send --count=1 --verbose=true --verbose=true -- URL"},
		{"send URL --wait -1 x", none, "send --wait=-1 -- URL x"},
		{"send URL --wait=-1", none, "send --wait=-1 -- URL"},
		{"send -0 URL -- -q --x", none, "send --null=true -- URL -q --x"},
		{"send URL -", none, "send -- URL -"},
		{"send URL x -h", none, "send -h"},
		{"send URL x --help", none, "send --help"},
		{"send -qh", none, "send -h"},
		{"send --no-such -h", none, "send -h"},
		{"send -n x -Zh --wrong=1 --help", none, "send --help"},
		{"help", none, "help --"},
		{"--help", none, "help --"},
		{"--version", none, "version --"},
		{"-V", none, "version --"},
		{"-h", none, "-h"},
		{"send URL", lookup, "send --header=A: 1 --header=B: 2 --timeout=3s --hex=true -- URL"},
		{"send URL --timeout 1 -H C:3 --json", lookup, "send --timeout=1 --header=C:3 --json=true -- URL"},
	} {
		got, err := understand(append([]string{"wspipe"}, strings.Fields(test.line)...), test.lookup)
		if shown := strings.Join(understood(got), " "); err != nil || shown != test.want {
			t.Errorf("%s: %q, %v, want %q", test.line, shown, err, test.want)
		}
	}
}

// understood returns the arguments for urfave/cli, or describes the help that is asked for.
func understood(l line) []string {
	switch {
	case l.command == nil:
		return []string{l.help}
	case l.help != "":
		return []string{l.command.Name, l.help}
	}
	return l.arranged()[1:]
}

func TestUnderstandRefuses(t *testing.T) {
	for _, line := range []string{"fly", "-q send", "send --no-such", "send -x", "send --count", "send -qx", "send --q"} {
		_, err := understand(append([]string{"wspipe"}, strings.Fields(line)...), func(string) (string, bool) { return "", false })
		if status.Of(err) != status.Usage {
			t.Errorf("%s: %v", line, err)
		}
	}
}

// What is only for the URL behind --forward means something only with it, wherever that comes from.
func TestFlagsOfForwardNeedIt(t *testing.T) {
	variable := func(name string) func(string) (string, bool) {
		return func(asked string) (string, bool) { return "1", asked == name }
	}
	for flag, name := range map[string]string{
		"--bearer=t": "BEARER", "-H A:1": "HEADER", "--http2": "HTTP", "-k": "INSECURE", "--cacert x": "CACERT",
		"--server-name x": "SERVER_NAME", "--pin x": "PIN", "-x x": "PROXY", "-U a:b": "PROXY_USER",
		"--no-proxy": "NO_PROXY", "--noproxy x": "NOPROXY", "--unix-socket x": "UNIX_SOCKET",
		"--connect-to x": "CONNECT_TO", "--resolve x": "RESOLVE", "-4": "IPV4", "-6": "IPV6",
	} {
		words := append([]string{"wspipe", "serve", "--echo"}, strings.Fields(flag)...)
		if _, err := understand(words, noVariables); status.Of(err) != status.Usage || !strings.Contains(err.Error(), "--forward") {
			t.Errorf("%s without --forward: %v", flag, err)
		}
		words[2] = "--forward=ws://h"
		if _, err := understand(words, noVariables); err != nil {
			t.Errorf("%s with --forward: %v", flag, err)
		}
		if _, err := understand(slices.Delete(words, 2, 3), variable("WSPIPE_FORWARD")); err != nil {
			t.Errorf("%s with WSPIPE_FORWARD: %v", flag, err)
		}
		if _, err := understand([]string{"wspipe", "serve"}, variable("WSPIPE_"+name)); err != nil {
			t.Errorf("WSPIPE_%s without --forward: %v", name, err)
		}
	}
}

// Every flag of every command can come from the environment, except the URL and whatever decides
// what is run.
func TestEveryFlagHasAVariable(t *testing.T) {
	for _, row := range table() {
		for _, flag := range row.make().Flags {
			name, value := flag.Name, "1"
			variable := "WSPIPE_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
			lookup := func(asked string) (string, bool) { return value, asked == variable }
			got, err := understand([]string{"wspipe", row.name, "URL"}, lookup)
			want := []string{row.name, "--" + name + "=" + value, "--", "URL"}
			if flag.IsCounted() {
				want[1] = "--" + name + "=true"
			}
			if name == "allow-run" || name == "exec" || name == "header-command" || name == "config" || name == "url" {
				want = slices.Delete(want, 1, 2)
			}
			if err != nil || !slices.Equal(understood(got), want) {
				t.Errorf("%s: %q, %v, want %q", variable, understood(got), err, want)
			}
		}
	}
}

// A flag on the command line keeps the environment from setting any other flag of its choice.
func TestChoices(t *testing.T) {
	for _, row := range table() {
		for _, flag := range row.make().Flags {
			for _, other := range row.make().Flags {
				if flag.Name == other.Name || flag.OneOf == "" || flag.OneOf != other.OneOf {
					continue
				}
				lookup := func(asked string) (string, bool) { return "1", asked == other.Variable() }
				words := []string{"wspipe", row.name, "--" + flag.Name, "1"}
				if flag.Of != "" {
					words = append(words, "--"+flag.Of, "1")
				}
				got, err := understand(words, lookup)
				if err != nil || strings.Contains(strings.Join(understood(got), " "), "--"+other.Name+"=") {
					t.Errorf("%s, %s: %q, %v", flag.Name, other.Variable(), understood(got), err)
				}
			}
		}
	}
}

// Flag names are unique, and each flag of a command has a field of its own.
func TestFlagsAreTheirOwn(t *testing.T) {
	for _, row := range table() {
		cmd := row.make()
		names, fields := map[string]bool{"help": true, "h": true, "": true}, map[any]bool{}
		for _, flag := range cmd.Flags {
			if names[flag.Name] || flag.Short != "" && names[flag.Short] || fields[flag.Field] {
				t.Errorf("%s --%s is there twice", cmd.Name, flag.Name)
			}
			names[flag.Name], names[flag.Short], fields[flag.Field] = true, true, true
			for _, alias := range flag.Aliases {
				if names[alias.Name] || len(alias.Name) == 1 || alias.Value != "" && flag.Field.Check(alias.Value) != nil {
					t.Errorf("%s --%s: the alias %s", cmd.Name, flag.Name, alias.Name)
				}
				names[alias.Name] = true
			}
			if (flag.Placeholder != "") != (strings.Count(flag.Usage, "`") == 2) == flag.IsAlone() {
				t.Errorf("%s --%s: does it take a value? %s", cmd.Name, flag.Name, flag.Usage)
			}
			if !slices.Contains(flags.Groups(), flag.Group) {
				t.Errorf("%s --%s is in no group", cmd.Name, flag.Name)
			}
		}
	}
}

// Non-ASCII characters are shown whole.
func TestUnderstandShowsTheFlag(t *testing.T) {
	_, err := understand([]string{"wspipe", "send", "-qé", "URL"}, func(string) (string, bool) { return "", false })
	if err == nil || !strings.Contains(err.Error(), "no flag -é ") {
		t.Errorf("%v", err)
	}
}

// Run depends only on its arguments: no process, no globals, nothing left behind.
func TestRun(t *testing.T) {
	for _, test := range []struct {
		args, stdin, stdout string
		status              int
	}{
		{"send -n 1 echo: hello", "", "hello\n", 0},
		{"connect -n 2 echo:", "a\nb\n", "a\nb\n", 0},
		{"send --hex -n 1 echo:", "00 FF\n", "00ff\n", 0},
		{"send -n 2 --wait 20ms echo: a", "", "a\n", 1},
		{"listen --timeout 20ms echo:", "", "", 6},
		{"send --hex echo: x", "", "", 8},
	} {
		var out, stderr bytes.Buffer
		err := Run(context.Background(), append([]string{"wspipe"}, strings.Fields(test.args)...), strings.NewReader(test.stdin), &out, &stderr)
		if out.String() != test.stdout || status.Of(err) != test.status {
			t.Errorf("%s: %q, status %d (%v)", test.args, out.String(), status.Of(err), err)
		}
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	in, _ := io.Pipe()
	out := writerFunc(func(p []byte) (int, error) {
		cancel()
		return len(p), nil
	})
	err := Run(ctx, []string{"wspipe", "connect", "--on-open", "x", "echo:"}, in, out, io.Discard)
	_ = in.Close()
	if got := status.Of(err); got != 143 {
		t.Errorf("status %d (%v)", got, err)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }
