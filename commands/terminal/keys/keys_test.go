package keys

import (
	"slices"
	"strings"
	"testing"
)

func typed(s string) Key { return Key{Code: Typed, Text: s} }

func TestKeys(t *testing.T) {
	for _, test := range []struct {
		bytes string
		want  []Key
	}{
		{"hello", []Key{typed("hello")}},
		{"a\rb\nc", []Key{typed("a"), Plain(Enter), typed("b"), Plain(Enter), typed("c")}},
		{"grün 𝄞", []Key{typed("grün 𝄞")}},
		{"a\xffb\xc3(", []Key{typed("a\xffb\xc3(")}},
		{"\x01\x1a\x1c\x1f\x00", []Key{Control('a'), Control('z'), Control('\\'), Control('_'), Control(' ')}},
		{"\t\x7f\b", []Key{Plain(Tab), Plain(Backspace), Plain(Backspace)}},
		{"\x1b[A\x1b[B\x1b[C\x1b[D\x1b[H\x1b[F", []Key{Plain(Up), Plain(Down), Plain(Right), Plain(Left), Plain(Home), Plain(End)}},
		{"\x1bOA\x1bOD\x1bOM", []Key{Plain(Up), Plain(Left), Plain(Enter)}},
		{"\x1b[1;5C\x1b[1;3D", []Key{{Code: Right, Mod: Ctrl}, {Code: Left, Mod: Alt}}},
		{"\x1b[3~\x1b[1~\x1b[8~\x1b[5~\x1b[3;5~", []Key{Plain(Delete), Plain(Home), Plain(End), Plain(PageUp), {Code: Delete, Mod: Ctrl}}},
		{"\x1bb\x1bé\x1b\r\x1b\x7f", []Key{Meta('b'), Meta('é'), Meta(Enter), Meta(Backspace)}},
		{"\x1b[13;3u\x1b[27;3;13~\x1b[97;5u", []Key{Meta(Enter), Meta(Enter), Control('a')}},
		{"\x1b\x1b[C", []Key{Meta(Right)}},
		{"\x1b\x1bx", []Key{Plain(Escape), Meta('x')}},
		{"\x1b[Z", []Key{{Code: Tab, Mod: Shift}}},
		{"\x1b[200~one\r\ntwo\x1b[31m\x03\x1b[201~x", []Key{{Code: Pasted, Text: "one\r\ntwo[31m\x03"}, typed("x")}},
		{"\x1b[200~\x1b\x1b[201~\x1b[201~", []Key{{Code: Pasted}, Plain(Unknown)}},
		{"\x1b[I\x1b[15~\x1b[[A\x1b[?1;2c", []Key{Plain(Unknown), Plain(Unknown), Plain(Unknown), Plain(Unknown)}},
		{"\x1b]11;rgb:0000/0000/0000\x1b\\a\x1b]11;x\ab", []Key{typed("a"), typed("b")}},
		{"\x1b[1\rx", []Key{Plain(Unknown), Plain(Enter), typed("x")}},
	} {
		var p Parser
		got := p.Feed([]byte(test.bytes))
		if !slices.Equal(got, test.want) {
			t.Errorf("%q: %v, want %v", test.bytes, got, test.want)
		}
		if p.pending != nil {
			t.Errorf("%q: %q is left", test.bytes, p.pending)
		}
	}
}

// Incomplete input waits, and only an Escape that may be a key by itself is ever decided.
func TestCutKeysWait(t *testing.T) {
	for _, test := range []struct {
		cut     string
		decided []Key
	}{
		{"\x1b", []Key{Plain(Escape)}},
		{"\x1b\x1b", []Key{Plain(Escape), Plain(Escape)}},
		{"\x1b]", []Key{Meta(']')}},
		{"\x1b[", nil}, {"\x1b[1;5", nil}, {"\x1bO", nil}, {"\xe2\x82", nil}, {"\x1b\xc3", nil},
	} {
		var p Parser
		if got := p.Feed([]byte(test.cut)); got != nil {
			t.Errorf("%q: %v", test.cut, got)
		}
		if got := p.Decide(); !slices.Equal(got, test.decided) {
			t.Errorf("%q is decided to be %v, want %v", test.cut, got, test.decided)
		}
		if p.Ambiguous() {
			t.Errorf("%q is still ambiguous", test.cut)
		}
	}
	var p Parser
	p.Feed([]byte("\x1b["))
	if got := p.Feed([]byte("A")); !slices.Equal(got, []Key{Plain(Up)}) {
		t.Error(got)
	}
	p.Feed([]byte("\x1b[200~half"))
	if p.Feed([]byte("\x1b")); p.Ambiguous() {
		t.Error("an Escape in a paste is a key")
	}
}

// merged joins runs of text that were split.
func merged(all []Key) []Key {
	var out []Key
	for _, k := range all {
		if last := len(out) - 1; k.Code == Typed && last >= 0 && out[last].Code == Typed {
			out[last].Text += k.Text
		} else {
			out = append(out, k)
		}
	}
	return out
}

// Keys don't depend on where reading splits the bytes, no typed text is lost, and no text contains a control character.
func FuzzCuts(f *testing.F) {
	f.Add("a\x1b[1;5Cé\x1b[200~x\ny\x1b[201~\r", uint8(3))
	f.Add("\x1b\x1b[A\x1b]11;x\x1b\\\xff\x1bO", uint8(1))
	f.Fuzz(func(t *testing.T, bytes string, every uint8) {
		var whole, cut Parser
		want := merged(whole.Feed([]byte(bytes)))
		var got []Key
		step := int(every)%7 + 1
		for rest := bytes; rest != ""; rest = rest[min(step, len(rest)):] {
			got = append(got, cut.Feed([]byte(rest[:min(step, len(rest))]))...)
		}
		if got = merged(got); !slices.Equal(got, want) || string(whole.pending) != string(cut.pending) {
			t.Errorf("%q cut every %d: %v and %q, want %v and %q", bytes, step, got, cut.pending, want, whole.pending)
		}
		for _, k := range want {
			if k.Code == Typed && strings.ContainsFunc(k.Text, func(r rune) bool { return r < ' ' || r == 0x7f }) {
				t.Errorf("%q: %q was typed", bytes, k.Text)
			}
			if strings.Contains(k.Text, "\x1b") {
				t.Errorf("%q: an escape character in %q", bytes, k.Text)
			}
		}
	})
}
