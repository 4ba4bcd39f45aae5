package editor

import (
	"strings"
	"testing"
	"unicode/utf8"

	"wspipe/commands/terminal/keys"
)

// press types a script, with names of keys in angle brackets.
func press(t testing.TB, e *Editor, script string) (last Action) {
	var p keys.Parser
	for script != "" {
		if rest, ok := strings.CutPrefix(script, "<"); ok {
			name, after, _ := strings.Cut(rest, ">")
			script = after
			last = e.Press(named(t, name))
			continue
		}
		text, rest, _ := strings.Cut(script, "<")
		if script = ""; rest != "" {
			script = "<" + rest
		}
		for i := range len(text) {
			for _, k := range p.Feed([]byte{text[i]}) {
				last = e.Press(k)
			}
		}
	}
	return last
}

func named(t testing.TB, name string) keys.Key {
	codes := map[string]rune{
		"enter": keys.Enter, "tab": keys.Tab, "bs": keys.Backspace, "del": keys.Delete, "esc": keys.Escape,
		"up": keys.Up, "down": keys.Down, "left": keys.Left, "right": keys.Right, "home": keys.Home, "end": keys.End,
		"lt": '<',
	}
	k := keys.Key{}
	if text, ok := strings.CutPrefix(name, "paste:"); ok {
		return keys.Key{Code: keys.Pasted, Text: text}
	}
	for _, m := range []struct {
		prefix string
		mod    keys.Mod
	}{{"^", keys.Ctrl}, {"M-", keys.Alt}} {
		if rest, ok := strings.CutPrefix(name, m.prefix); ok {
			k.Mod, name = m.mod, rest
		}
	}
	var ok bool
	if k.Code, ok = codes[name]; !ok {
		if utf8.RuneCountInString(name) != 1 {
			t.Fatalf("no key %q", name)
		}
		k.Code, _ = utf8.DecodeRuneInString(name)
	}
	return k
}

// at returns the line with a bar at the cursor.
func at(e *Editor) string { return e.Text()[:e.Cursor()] + "|" + e.Text()[e.Cursor():] }

func TestEditing(t *testing.T) {
	for _, test := range []struct{ script, want string }{
		{"hello<left><left>X", "helX|lo"},
		{"hello<^a>X<^e>Y", "XhelloY|"},
		{"ab<home><del>", "|b"},
		{"ab<^b><^d>", "a|"},
		{"ab<left><^f>c", "abc|"},
		// clusters
		{"世界<bs>", "世|"}, {"a世<left><left><right>", "a|世"},
		{"e\u0301x<bs><bs>", "|"}, {"👨\u200d👩\u200d👧<bs>", "|"}, {"🇩🇪🇫🇷<left>", "🇩🇪|🇫🇷"},
		{"👍🏽👍🏽<left><bs>", "|👍🏽"},
		{"a\u202e<bs>", "a|"},
		// words
		{"one two.three <M-b>", "one two.|three "},
		{"one two.three <^w>", "one |"},
		{"one two.three<M-bs>", "one two.|"},
		{"one two<^left><^left><M-f>", "one| two"},
		{"one two<home><M-d>", "| two"},
		{"grün grün<M-b>", "grün |grün"},
		// killed and yanked
		{"one two<^w><^y><^y>", "one twotwo|"},
		{"one two<^w><^w><^y>", "one two|"},
		{"one two<^a><M-d><M-d><^y>", "one two|"},
		{"one<^u>two<^u><^y><M-y>", "one|"},
		{"one<^u>two<^u><^y><M-y><M-y>", "two|"},
		{"abc<left><left><^k><^y>", "abc|"},
		{"abc<^u>x<M-y>", "x|"},
		{"a<^t>", "a|"}, {"abc<^t>", "acb|"}, {"abc<left><left><^t>", "ba|c"}, {"世a<^t>", "a世|"},
		// undo
		{"one two<^_>", "one |"}, {"one two<^_><^_>", "|"}, {"one<^u><^_>", "one|"}, {"ab<bs><^_>", "ab|"}, {"<^_>", "|"},
		// rows
		{"one<M-enter>two", "one\ntwo|"},
		{"one<^v><enter>two<up>X", "oneX|\ntwo"},
		{"one<M-enter>two<home>X", "one\nX|two"},
		{"one<M-enter>two<^u><^u>", "one|"},
		{"one<M-enter>two<up><^k>", "one|two"},
		{"世界<M-enter>abcd<up><end><down>", "世界\nabcd|"},
		{"世界<M-enter>abc<up>", "世|界\nabc"},
		{"a<M-enter>b<M-enter>c<M-lt>", "|a\nb\nc"},
		{"one<M-enter>two<bs><bs><bs><bs>", "one|"},
		// quoted
		{"<^v><^a>", "\x01|"}, {"<^v><tab>", "\t|"}, {"<^v><esc>[", "\x1b[|"}, {"<^v>x", "x|"},
		{"<paste:a\r\nb\rc\n>", "a\nb\nc|"}, {"<paste:\n>", "|"}, {"<paste:one\n\n>", "one\n|"},
	} {
		e := &Editor{}
		press(t, e, test.script)
		if got := at(e); got != test.want {
			t.Errorf("%q: %q, want %q", test.script, got, test.want)
		}
	}
}

func TestActions(t *testing.T) {
	for _, test := range []struct {
		script string
		want   Action
	}{
		{"a<enter>", Submit}, {"<enter>", Submit}, {"a<^o>", SubmitLines}, {"<^c>", Interrupt}, {"a<^c>", Drop}, {"<^d>", End},
		{"a<^d>", None}, {"<^z>", Suspend}, {"<^\\>", Quit}, {"<^l>", Redraw}, {"<^x><^e>", Elsewhere}, {"<tab>", Complete},
		{"<^v><enter>", None}, {"<^x>a", None}, {"<esc>", None}, {"<^r><enter>", Submit}, {"<^r><^c>", None},
	} {
		e := &Editor{}
		if got := press(t, e, test.script); got != test.want {
			t.Errorf("%q: %v, want %v", test.script, got, test.want)
		}
	}
	e := &Editor{}
	press(t, e, "text")
	if e.Take() != "text" || e.Text() != "" {
		t.Error(at(e))
	}
	if press(t, e, "<^_>"); e.Text() != "" {
		t.Error("what was taken came back")
	}
}

func remembering(past ...string) *Editor {
	return &Editor{Past: func() []string { return past }}
}

func TestRecall(t *testing.T) {
	for _, test := range []struct{ script, want string }{
		{"<up>", "join b|"}, {"<up><up>", "part|"}, {"<up><up><up>", "join a|"}, {"<up><up><up><up>", "join a|"},
		{"jo<up>", "join b|"}, {"jo<up><up>", "join a|"}, {"jo<up><up><down>", "join b|"}, {"jo<up><down>", "jo|"},
		{"jo<up><down><down>", "jo|"}, {"x<up>", "x|"}, {"<down>", "|"}, {"jo<^p><^p><^n>", "join b|"},
		{"<up>X<up>", "join bX|"}, {"<up><^_>", "|"}, {"join b<left><up>", "join a|"},
	} {
		e := remembering("join a", "part", "join b")
		press(t, e, test.script)
		if got := at(e); got != test.want {
			t.Errorf("%q: %q, want %q", test.script, got, test.want)
		}
	}
	e := remembering("old", "one\ntwo")
	if press(t, e, "<up><up>"); at(e) != "one|\ntwo" {
		t.Errorf("%q", at(e))
	}
	if press(t, e, "<up>"); at(e) != "old|" {
		t.Errorf("%q", at(e))
	}
}

func TestSearch(t *testing.T) {
	for _, test := range []struct {
		script, want string
		active       bool
	}{
		{"<^r>jo", "|join b", true}, {"<^r>jo<^r>", "|join a", true}, {"<^r>jo<^r><^r>", "|join a", true},
		{"<^r>jo<^r><^s>", "|join b", true}, {"<^r>a", "p|art", true}, {"<^r>a<bs>j", "|join b", true},
		{"typed<^r>jo<^g>", "typed|", false}, {"typed<^r>jo<esc>", "|join b", false}, {"<^r>jo<right>X", "jX|oin b", false},
		{"typed<^r>jo<esc><^_>", "typed|", false}, {"<^r>nothing", "joi|n b", true}, {"typed<^r><enter>", "typed|", false},
	} {
		e := remembering("join a", "part", "join b")
		press(t, e, test.script)
		if _, _, active := e.Searching(); at(e) != test.want || active != test.active {
			t.Errorf("%q: %q, want %q; searching is %v", test.script, at(e), test.want, active)
		}
	}
	e := remembering("join a")
	press(t, e, "<^r>zz")
	if query, failed, _ := e.Searching(); query != "zz" || !failed {
		t.Error(query, failed)
	}
}

func TestPasteOfManyLines(t *testing.T) {
	text := strings.TrimSuffix(strings.Repeat("a line\n", 10_000), "\n")
	e := &Editor{}
	e.Press(keys.Key{Code: keys.Pasted, Text: text})
	if e.Text() != text || !e.Pasted() {
		t.Error("not as it was pasted")
	}
	if press(t, e, "<^_>"); e.Text() != "" || e.Pasted() {
		t.Error("not undone at once")
	}
}

func TestUndoIsBounded(t *testing.T) {
	e := &Editor{}
	e.Set(strings.Repeat("x", 1<<20))
	for range 2 * mostUndone {
		e.Press(keys.Plain(keys.Backspace))
	}
	if e.undone.size > undoneSize || len(e.undone.before) > mostUndone {
		t.Error(e.undone.size, len(e.undone.before))
	}
}

// Whatever is pressed, the cursor is at a character boundary, and undoing everything leaves an empty line.
func FuzzKeys(f *testing.F) {
	f.Add("héllo\x01\x0b\x19\x1b[A\x1b[D世\x7f\x12a\x1b\x1f")
	f.Add("\x1b[200~a\nb\x1b[201~\x1by\x14\x17\x15")
	f.Fuzz(func(t *testing.T, typed string) {
		e := remembering("join a", "two\nrows", "世界")
		var p keys.Parser
		for _, k := range p.Feed([]byte(typed)) {
			e.Press(k)
			text, cursor := e.Text(), e.Cursor()
			if cursor < 0 || cursor > len(text) {
				t.Fatalf("%q: at %d in %q", typed, cursor, text)
			}
			if utf8.ValidString(typed) && (!utf8.ValidString(text) || !utf8.ValidString(text[:cursor])) {
				t.Fatalf("%q: at %d in %q", typed, cursor, text)
			}
		}
		e.calm()
		for range len(typed) + 1 {
			e.revert()
		}
		if e.Text() != "" {
			t.Fatalf("%q: %q is left", typed, e.Text())
		}
	})
}
