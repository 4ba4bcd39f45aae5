//go:build unix

package tests

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// completed returns what each line completes to: everything that the shell offers, in any order. A word that ends
// with | gets no blank after it.
func completed() map[string][]string {
	return map[string][]string{
		"wspipe con":                           {"connect"},
		"wspipe send --cou":                    {"--count"},
		"wspipe send --output he":              {"hex"},
		"wspipe send --flush ":                 {"idle", "message"},
		"wspipe connect --expect j":            {"jq:|", "json:|"},
		"wspipe check --report ju":             {"junit=|"},
		"wspipe listen --close-code 101":       {"1010", "1011", "1012", "1013", "1014"},
		"wspipe listen --header Auth":          {"Authorization:|"},
		"wspipe listen -H Auth":                {"Authorization:|"},
		"wspipe listen ws":                     {"ws://|", "wss://|", "ws+unix:/|"},
		"wspipe listen --json -n 1 wss":        {"wss://|"},
		"wspipe check co":                      {"conversations/", "cool.wst"},
		"wspipe serve --replay co":             {"conversations/", "cool.wst"},
		"wspipe connect --cert my":             {"my.pem"},
		"wspipe help matc":                     {"matchers"},
		"wspipe completion f":                  {"fish"},
		"wspipe send --nosuch --output bas":    {"base64"},
		"wspipe connect --on-open con --outp":  {"--output"},
		"wspipe send --tlsv1.":                 {"--tlsv1.0", "--tlsv1.1", "--tlsv1.2", "--tlsv1.3"},
		"wspipe send --tlsv1.2 --max-t":        {"--max-time"},
		"wspipe send --tls-max 1.":             {"1.0", "1.1", "1.2", "1.3"},
		"wspipe serve --ec":                    {"--echo"},
		"wspipe send --compress --max-message": {"--max-message-size"},
	}
}

// completionDir makes a folder with files to complete, and the script.
func completionDir(t *testing.T, shell string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	writeFile(t, filepath.Join(dir, "script"), asked(t, "completion", shell))
	for _, name := range []string{"cool.wst", "cool.txt", "my.pem", "my.txt"} {
		writeFile(t, filepath.Join(dir, name), "")
	}
	if err := os.Mkdir(filepath.Join(dir, "conversations"), 0o700); err != nil {
		t.Fatal(err)
	}
	return dir
}

func sameOffers(t *testing.T, line string, got, want []string) {
	t.Helper()
	slices.Sort(got)
	want = slices.Sorted(slices.Values(want))
	if !slices.Equal(got, want) {
		t.Errorf("%s: %q, want %q", line, got, want)
	}
}

// inShell runs a program for a shell in a folder.
func inShell(t *testing.T, cmd *exec.Cmd, dir string) string {
	t.Helper()
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return string(out)
}

// bashCompletes calls the function as bash does, with words split at its word breaks.
const bashCompletes = `
source ./script
%PREPARE%
COMP_LINE=$1 COMP_POINT=${#1}
_wspipe wspipe '' ''
[ "${#COMPREPLY[@]}" = 0 ] || printf '%s\n' "${COMPREPLY[@]}"
`

func bashOffers(t *testing.T, dir, line, prepare string) []string {
	t.Helper()
	script := strings.ReplaceAll(bashCompletes, "%PREPARE%", prepare)
	cmd := exec.Command("bash", "--norc", "-c", script, "bash", line)
	var offers []string
	for _, offer := range strings.Split(strings.TrimSuffix(inShell(t, cmd, dir), "\n"), "\n") {
		if word, whole := strings.CutSuffix(offer, " "); whole || strings.HasSuffix(offer, "/") && !strings.Contains(offer, ":") {
			offers = append(offers, word)
		} else if offer != "" {
			offers = append(offers, offer+"|")
		}
	}
	return offers
}

func TestCompletionInBash(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("no bash")
	}
	dir := completionDir(t, "bash")
	for line, want := range completed() {
		sameOffers(t, line, bashOffers(t, dir, line, "COMP_WORDBREAKS=' '"), want)
		sameOffers(t, line+", in an old bash", bashOffers(t, dir, line, older+"COMP_WORDBREAKS=' '"), want)
	}
	// with = and : as word breaks, the reply holds only what follows them
	for line, want := range map[string][]string{
		"wspipe send --output=he":           {"hex"},
		"wspipe listen ws:":                 {"//"},
		"wspipe listen ws:/":                {"//"},
		"wspipe check --report=ju":          {"junit=|"},
		"wspipe connect --cert=my":          {"my.pem"},
		"wspipe connect --expect=json":      {"json:|"},
		"wspipe send -- --cou":              nil,
		"wspipe send --output hex --output": {"--output"},
	} {
		sameOffers(t, line, bashOffers(t, dir, line, "COMP_WORDBREAKS=$' \\t\\n\"\\'><=;|&(:'"), want)
	}
	writeFile(t, filepath.Join(dir, "a b.wst"), "")
	sameOffers(t, "a blank", bashOffers(t, dir, "wspipe check a", ""), []string{`a\ b.wst`})
}

// TestCompletionInReadline types a line, Tab and Enter into a bash on a terminal, and into one without what 3.2
// lacks.
func TestCompletionInReadline(t *testing.T) {
	for name, prepare := range map[string]string{"today": "", "old": older} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			completesInReadline(t, prepare)
		})
	}
}

func completesInReadline(t *testing.T, prepare string) {
	t.Helper()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash")
	}
	dir := completionDir(t, "bash")
	cmd := command(t, bash, "--norc", "--noprofile", "-i")
	cmd.Dir = dir
	term := onTerminal(t, cmd, "PS1=ready> ", "HISTFILE=")
	term.ends("ready>")
	term.typeIn(prepare + "wspipe() { printf '[%s]' \"$@\"; echo; }; source ./script\r")
	term.ends("ready>")
	for typed, want := range map[string]string{
		"wspipe send --cou\t1":         "[send][--count][1]",
		"wspipe send --output=he\tx":   "[send][--output=hex][x]",
		"wspipe listen wss\tx":         "[listen][wss://x]",
		"wspipe check --report=jun\to": "[check][--report=junit=o]",
		"wspipe listen -H Auth\tx":     "[listen][-H][Authorization:x]",
		"wspipe send --expect=js\tx":   "[send][--expect=json:x]",
		"wspipe check cool\tx":         "[check][cool.wst][x]",
	} {
		term.typeIn(typed + "\r")
		term.ends(want + "\nready>")
	}
	term.typeIn("wspipe send \"$(touch executed)\" --qui\t$(touch executed)\t`touch executed`\t\x15")
	term.typeIn("echo do''ne\r")
	term.shows("done")
	if _, err := os.Stat(filepath.Join(dir, "executed")); err == nil {
		t.Error("what stood on the line was executed")
	}
	term.typeIn("exit\r")
	term.left(0)
}

// TestCompletionInZsh types lines, Tab and Enter into a zsh on a terminal.
func TestCompletionInZsh(t *testing.T) {
	dir := completionDir(t, "zsh")
	cmd := part(t, "zsh", "-i")
	cmd.Dir = dir
	unpacked := unpackedDir(t)
	writeFile(t, filepath.Join(dir, ".zshenv"), fill(t, `
unsetopt global_rcs
for dir in {{UNPACKED}}/usr/lib/*/zsh/*(N/); do module_path+=($dir); done
for dir in {{UNPACKED}}/usr/share/zsh/functions/**/(N/); do fpath+=(${dir%/}); done
`, "UNPACKED", unpacked))
	writeFile(t, filepath.Join(dir, ".zshrc"), `
PS1='ready> '
autoload -Uz compinit && compinit -u -D
wspipe() { printf '[%s]' "$@"; echo; }
source ./script
`)
	term := onTerminal(t, cmd, "ZDOTDIR="+dir, "HISTFILE=")
	term.ends("ready>")
	for _, line := range []struct{ typed, want string }{
		{"wspipe con\t-q", "[connect][-q]"},
		{"wspipe send --cou\t1", "[send][--count=1]"},
		{"wspipe send --output he\tx", "[send][--output][hex][x]"},
		{"wspipe send --output=ba\tx", "[send][--output=base64][x]"},
		{"wspipe listen wss\tx", "[listen][wss://x]"},
		{"wspipe check cool\tx", "[check][cool.wst][x]"},
		{"wspipe connect --cert my\tx", "[connect][--cert][my.pem][x]"},
		{"wspipe listen -H Auth\tx", "[listen][-H][Authorization:x]"},
		{"wspipe help matc\tx", "[help][matchers][x]"},
	} {
		term.typeIn(line.typed + "\r")
		term.ends(line.want + "\nready>")
	}
	term.typeIn("wspipe send --qui\t")
	term.shows("--quiet")
	term.typeIn("\x15wspipe send --no-proxy --ma\t\t")
	term.shows("follow at most N redirects")
	term.typeIn("\x15wspipe send \"$(touch executed)\" --qui\t\x15echo do''ne\r")
	term.shows("done")
	if _, err := os.Stat(filepath.Join(dir, "executed")); err == nil {
		t.Error("what stood on the line was executed")
	}
	term.typeIn("exit\r")
	term.left(0)
}

// fish runs a program in a fish that has the script. Its own functions may be where it was unpacked.
func fish(t *testing.T, dir, program string, args ...string) *exec.Cmd {
	t.Helper()
	functions := filepath.Join(unpackedDir(t), "usr/share/fish/functions")
	cmd := part(t, "fish", append([]string{"--no-config", "-c", "set -a fish_function_path '" + functions + "'; source ./script; " + program}, args...)...)
	cmd.Env = append(cmd.Env, "HOME="+dir)
	return cmd
}

func TestCompletionInFish(t *testing.T) {
	dir := completionDir(t, "fish")
	for line, want := range completed() {
		cmd := fish(t, dir, `complete -C "$argv[1]"`, line)
		var offers []string
		for _, offer := range strings.Split(inShell(t, cmd, dir), "\n") {
			word, _, _ := strings.Cut(offer, "\t")
			if word != "" && (strings.HasSuffix(word, ".txt") || strings.Contains(line, "my") && !strings.HasPrefix(word, "my")) {
				continue
			}
			if word != "" {
				offers = append(offers, word)
			}
		}
		plain := slices.Clone(want)
		for i := range plain {
			plain[i] = strings.TrimSuffix(plain[i], "|")
		}
		sameOffers(t, line, offers, plain)
	}
	cmd := fish(t, dir, `complete -C 'wspipe send (touch executed) --qui'; complete -C 'wspipe send "$(touch executed)" --qui'`)
	inShell(t, cmd, dir)
	if _, err := os.Stat(filepath.Join(dir, "executed")); err == nil {
		t.Error("what stood on the line was executed")
	}
}

// TestCompletionIsQuiet runs shellcheck on the script for bash.
func TestCompletionIsQuiet(t *testing.T) {
	dir := completionDir(t, "bash")
	if out := inShell(t, part(t, "shellcheck", "-s", "bash", "script"), dir); out != "" {
		t.Error(out)
	}
}
