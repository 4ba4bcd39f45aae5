package history

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
)

func TestSessionsShareAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", "wspipe", "history")
	one := Open(path, "wss://user:secret@a.example/x?token=secret#secret")
	one.Add("first")
	one.Add("first") // a repeat
	one.Add(" hidden")
	one.Add("")
	one.Add("two\nrows")
	one.Add(strings.Repeat("x", mostText+1))
	if got := one.Past(); len(got) != 3 || got[0] != "first" || got[1] != "two\nrows" {
		t.Errorf("%.60q", got)
	}
	Open(path, "ws://b.example").Add("elsewhere")
	again := Open(path, "wss://a.example/y")
	again.Add("now")
	again.Load()
	if got, want := again.Past(), []string{"elsewhere", "first", "two\nrows", "now", "now"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	kept, err := os.ReadFile(path)
	if err != nil || strings.Contains(string(kept), "secret") || strings.Count(string(kept), "\n") != 4 {
		t.Errorf("%s, %v", kept, err)
	}
	if runtime.GOOS != "windows" {
		file, _ := os.Stat(path)
		dir, _ := os.Stat(filepath.Dir(path))
		if file.Mode().Perm() != 0o600 || dir.Mode().Perm() != 0o700 {
			t.Error(file.Mode(), dir.Mode())
		}
	}
}

func TestWithoutAFile(t *testing.T) {
	f := Open("", "ws://a.example")
	f.Add("kept")
	f.Load()
	if got := f.Past(); !slices.Equal(got, []string{"kept"}) {
		t.Errorf("%q", got)
	}
}

// Unreadable or unwritable files don't fail the session.
func TestUnusableFiles(t *testing.T) {
	dir := t.TempDir()
	broken := filepath.Join(dir, "broken")
	if err := os.WriteFile(broken, []byte("no json\n{\"text\":1}\n{\"text\":\"ok\",\"url\":\"ws://a\"}\n{\"te"), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string][]string{
		broken: {"ok", "x"}, dir: {"x"}, filepath.Join(broken, "below"): {"x"}, filepath.Join(dir, "none"): {"x"},
	} {
		f := Open(path, "ws://a")
		f.Load()
		f.Add("x")
		if got := f.Past(); !slices.Equal(got, want) {
			t.Errorf("%s: %q", path, got)
		}
	}
}

func TestOnlyTheNewestAreKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history")
	var b strings.Builder
	for i := range mostEntries + slack + 1 {
		fmt.Fprintf(&b, "{\"url\":\"ws://a\",\"text\":\"%d\"}\n", i)
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	f := Open(path, "ws://a")
	f.Load()
	if past := f.Past(); len(past) != mostEntries || past[0] != fmt.Sprint(slack+1) {
		t.Errorf("%d from %q on", len(past), past[0])
	}
	if lines, _ := f.read(); len(lines) != mostEntries {
		t.Errorf("the file has %d", len(lines))
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".history*")); left != nil {
		t.Error(left)
	}
}

func TestSessionsAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history")
	var all sync.WaitGroup
	for i := range 8 {
		all.Add(1)
		go func() {
			defer all.Done()
			f := Open(path, "ws://a")
			for j := range 50 {
				f.Add(fmt.Sprintf("%d %d %s", i, j, strings.Repeat("x", 1000)))
			}
		}()
	}
	all.Wait()
	f := Open(path, "ws://a")
	f.Load()
	if got := len(f.Past()); got != 400 {
		t.Error(got)
	}
}

func TestPath(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("other folders")
	}
	for _, test := range []struct {
		env  map[string]string
		want string
	}{
		{map[string]string{"WSPIPE_HISTORY": "/h", "HOME": "/home/u"}, "/h"},
		{map[string]string{"XDG_STATE_HOME": "/state", "HOME": "/home/u"}, "/state/wspipe/history"},
		{map[string]string{"XDG_STATE_HOME": "relative", "HOME": "/home/u"}, "/home/u/.local/state/wspipe/history"},
		{map[string]string{}, ""},
	} {
		if got := Path(func(name string) string { return test.env[name] }); got != test.want {
			t.Errorf("%v: %q, want %q", test.env, got, test.want)
		}
	}
}

// Entries have the URL that was dialled for what a person wrote, without a login.
func TestServers(t *testing.T) {
	for written, want := range map[string]string{
		"user:secret@a.example/x?q=secret": "ws://a.example/x",
		"localhost:8080":                   "ws://localhost:8080",
		"echo:":                            "echo:",
		"":                                 "",
		"a b://":                           "",
	} {
		if got := withoutSecrets(written); got != want {
			t.Errorf("%q: %q, want %q", written, got, want)
		}
	}
}

// A move that failed doesn't undo a later one.
func TestMove(t *testing.T) {
	f := Open("", "ws://a")
	failed := f.Move("ws://b")
	f.Move("ws://c")
	failed()
	if f.url != "ws://c" {
		t.Error(f.url)
	}
	f.Move("ws://d")()
	if f.url != "ws://c" {
		t.Error(f.url)
	}
}
