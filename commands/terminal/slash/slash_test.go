package slash

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	for _, test := range []struct {
		line, name, argument, message string
		call                          bool
	}{
		{"hello /x", "", "", "hello /x", false}, {"//x y", "", "", "/x y", false}, {"/ping", "ping", "", "", true},
		{"/close 4000 see  you ", "close", "4000 see  you", "", true}, {"/", "", "", "", true}, {"/nosuch x", "nosuch", "x", "", true},
		{"", "", "", "", false}, {" /x", "", "", " /x", false},
	} {
		name, argument, message, call := Parse(test.line)
		if name != test.name || argument != test.argument || message != test.message || call != test.call {
			t.Errorf("%q: %q %q %q %v", test.line, name, argument, message, call)
		}
	}
}

func TestComplete(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"one.json", "one.txt", ".hidden"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		typed string
		from  int
		want  []string
	}{
		{"/pi", 1, []string{"ping"}}, {"/se", 1, []string{"send", "send-binary"}}, {"/nosuch", 1, nil},
		{"/pretty a", 8, []string{"auto", "always"}}, {"/pretty ", 8, []string{"auto", "always", "never"}},
		{"/send one", 6, []string{"one.json", "one.txt"}}, {"/send ", 6, []string{"folder/", "one.json", "one.txt"}},
		{"/send .h", 6, []string{".hidden"}}, {"/send folder/", 6, nil}, {"/record s", 8, []string{"stop"}}, {"/ping x", 6, nil},
		{"/send " + dir + "/f", 6, []string{dir + "/folder/"}}, {"/x ", 3, nil},
	} {
		got := Complete(test.typed, dir)
		if got.From != test.from || !slices.Equal(got.Candidates, test.want) {
			t.Errorf("%q: %+v, want %q", test.typed, got, test.want)
		}
	}
	if got := len(Complete("/", dir).Candidates); got != len(Table()) {
		t.Errorf("%d commands", got)
	}
}

func TestCommon(t *testing.T) {
	for _, test := range []struct {
		all  []string
		want string
	}{
		{nil, ""}, {[]string{"abc"}, "abc"}, {[]string{"abc", "abd"}, "ab"}, {[]string{"a", "b"}, ""}, {[]string{"né", "nè"}, "n"},
	} {
		if got := Common(test.all); got != test.want {
			t.Errorf("%q: %q", test.all, got)
		}
	}
}

func TestHelpFits(t *testing.T) {
	rows := Help()
	if len(rows) != len(Table())+1 {
		t.Error(len(rows))
	}
	for _, row := range rows {
		if len([]rune(row)) > 77 || strings.Contains(row, "\n") {
			t.Errorf("%q", row)
		}
	}
}
