package cells

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestClusters(t *testing.T) {
	for _, test := range []struct {
		text, shown string
		width       int
	}{
		{"a", "a", 1}, {"é", "é", 1}, {"e\u0301", "e\u0301", 1}, {"世", "世", 2},
		{"👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧", 2},
		{"❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥", 2},
		{"👍🏽", "👍🏽", 2}, {"🇩🇪", "🇩🇪", 2},
		{"\u202e", `\u202e`, 6}, {"\u2066", `\u2066`, 6}, {"\u2028", `\u2028`, 6}, {"\u200b", `\u200b`, 6},
		{"\x1b", `\x1b`, 4}, {"\x7f", `\x7f`, 4}, {"\u009b", `\u009b`, 6}, {"\xff", `\xff`, 4}, {"\r", `\x0d`, 4},
		{"\ufeff", `\ufeff`, 6}, {"\u0301", `\u0301`, 6}, {"\U000119df", `\U000119df`, 10},
		{"\u0600", `\u0600`, 6}, {"\u06001", "\u06001", 1},
	} {
		clusters := slices.Collect(All(test.text))
		if len(clusters) != 1 || clusters[0].Shown != test.shown || clusters[0].Width != test.width || clusters[0].Text != test.text {
			t.Errorf("%q: %+v, want %q of %d", test.text, clusters, test.shown, test.width)
		}
	}
}

// An escaped character is a cluster of its own, whatever it would combine with.
func TestEscapedStandsAlone(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"a\u200db", `a|\u200d|b`}, {"e\u0301\u200c", "e\u0301|" + `\u200c`}, {"👨\u200dx", `👨|\u200d|x`}, {"\r\n", `\x0d|`},
		{"👨\u200d", `👨|\u200d`}, {"\ufffd\u200d👩", "\ufffd|" + `\u200d|👩`},
	} {
		var shown []string
		for c := range All(test.text) {
			shown = append(shown, c.Shown)
		}
		if got := strings.Join(shown, "|"); got != test.want {
			t.Errorf("%q: %q, want %q", test.text, got, test.want)
		}
	}
}

func TestRows(t *testing.T) {
	for _, test := range []struct {
		text  string
		width int
		want  []string
	}{
		{"", 5, []string{""}},
		{"abcdefg", 3, []string{"abc", "def", "g"}},
		{"abc", 3, []string{"abc"}},
		{"ab\n\ncd\n", 9, []string{"ab", "", "cd", ""}},
		{"ab\r\ncd", 9, []string{"ab", "cd"}},
		{"世界世", 5, []string{"世界", "世"}},
		{"世界", 1, []string{"?", "?"}},
		{"a\tb", 20, []string{"a       b"}},
		{"abc\td", 5, []string{"abc", "     ", "d"}},
		{"\x1b[31m", 6, []string{`\x1b[3`, "1m"}},
		{"a\u202eb", 4, []string{"a", `\u20`, "2eb"}},
		{"👨\u200d👩\u200d👧x", 6, []string{"👨\u200d👩\u200d👧", "x"}},
	} {
		if got := slices.Collect(Rows(test.text, test.width)); !slices.Equal(got, test.want) {
			t.Errorf("%q in %d: %q, want %q", test.text, test.width, got, test.want)
		}
	}
}

func TestCut(t *testing.T) {
	for _, test := range []struct {
		text  string
		width int
		want  string
	}{
		{"abc", 3, "abc"}, {"abcd", 3, "ab…"}, {"a\nb", 3, "a b"}, {"世界", 3, "世…"}, {"世界", 4, "世界"}, {"x\x1b", 4, "x…"}, {"abc", 0, ""},
	} {
		if got := Cut(test.text, test.width); got != test.want {
			t.Errorf("%q in %d: %q, want %q", test.text, test.width, got, test.want)
		}
	}
}

// Rows contain only printable characters, none is too wide, and nothing is left out.
func FuzzRows(f *testing.F) {
	f.Add("a\x1b[2J世\u202e\te\u0301👨\u200d👩\n\r\n\xff", uint8(7))
	f.Fuzz(func(t *testing.T, text string, width uint8) {
		w := int(width)%90 + 12
		all := ""
		for row := range Rows(text, w) {
			if i := strings.IndexFunc(row, steers); i >= 0 || !utf8.ValidString(row) {
				t.Errorf("%q has %q", text, row)
			}
			if got := Width(row); got > w {
				t.Errorf("%q is %d wide, not %d", row, got, w)
			}
			all += row
		}
		blanks := strings.NewReplacer("\t", "", " ", "")
		if got, want := blanks.Replace(all), blanks.Replace(joined(text)); got != want {
			t.Errorf("%q became %q", text, all)
		}
		if cut := Cut(text, w); Width(cut) > w || strings.ContainsFunc(cut, steers) {
			t.Errorf("%q is cut to %q", text, cut)
		}
	})
}

// joined escapes a text line by line, without the line endings.
func joined(text string) string {
	joined := ""
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if i < len(lines)-1 {
			line = strings.TrimSuffix(line, "\r")
		}
		joined += Visible(line)
	}
	return joined
}

func steers(r rune) bool {
	return unicode.IsControl(r) || r != joiner && unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r) || r == '\u2028' || r == '\u2029'
}
