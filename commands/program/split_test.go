//go:build unix

package program

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	tests := []struct {
		text string
		want []string
		err  string
	}{
		{`bc -l`, []string{"bc", "-l"}, ""},
		{"  a\t\n b  ", []string{"a", "b"}, ""},
		{`sh -c 'echo "$1" | tr a b'`, []string{"sh", "-c", `echo "$1" | tr a b`}, ""},
		{`a "b c" "" ''`, []string{"a", "b c", "", ""}, ""},
		{`"a b"c'd e'f\ g`, []string{"a bcd ef g"}, ""},
		{`"\$ \` + "`" + ` \" \\ \a"`, []string{"$ ` \" \\ \\a"}, ""},
		{`'\' \' \\ \a`, []string{`\`, `'`, `\`, `a`}, ""},
		{"a\\\nb \"c\\\nd\"", []string{"ab", "cd"}, ""},
		{`echo $HOME; ls * > x | y & # z`, []string{"echo", "$HOME;", "ls", "*", ">", "x", "|", "y", "&", "#", "z"}, ""},
		{`ä 'ö ü'`, []string{"ä", "ö ü"}, ""},
		{``, nil, "it is empty"},
		{" \t\n", nil, "it is empty"},
		{`a 'b`, nil, "a ' has no other to end it"},
		{`a "b\"`, nil, `a " has no other to end it`},
		{`a \`, nil, `nothing follows the last \`},
	}
	for _, tt := range tests {
		got, err := Parse(tt.text)
		problem := ""
		if err != nil {
			problem = err.Error()
		}
		if problem != tt.err || tt.err == "" && !slices.Equal(got, tt.want) {
			t.Errorf("%q is %q, %q, want %q, %q", tt.text, got, problem, tt.want, tt.err)
		}
	}
}

// Words that only use quoting are split as the system's shell splits them.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"a b", `'a' "b" c\d`, `"a\"b\\c\d" ''`, "a\\\nb", `'`, `"`, `\`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Trim(text, "abcd '\"\\\t") != "" || strings.HasSuffix(text, `\`) {
			t.Skip("it has other meanings there")
		}
		got, err := split(text)
		out, failed := exec.Command("sh", "-c", "set -- "+text+"\nfor word; do printf '<%s>' \"$word\"; done").Output()
		if (err != nil) != (failed != nil) {
			t.Fatalf("%q: %v, and the shell's %v", text, err, failed)
		}
		want := ""
		for _, word := range got {
			want += "<" + word + ">"
		}
		if err == nil && string(out) != want {
			t.Errorf("%q is %q, for the shell %q", text, want, out)
		}
	})
}
