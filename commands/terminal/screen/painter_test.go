package screen

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"wspipe/commands/terminal/cells"
	"wspipe/tests/emulator"
)

// bench is a painter with its terminal, and the expected contents.
type bench struct {
	t       testing.TB
	p       *Painter
	e       *emulator.Emulator
	width   int
	height  int
	printed []string
}

func newBench(t testing.TB, width, height int) *bench {
	b := &bench{t: t, p: &Painter{Reflows: true}, e: emulator.New(width, height), width: width, height: height}
	b.e.Reflows = true
	b.p.Resize(width, height)
	return b
}

func (b *bench) frame(live Live, rows ...string) {
	b.t.Helper()
	b.printed = append(b.printed, rows...)
	text := ""
	for _, r := range rows {
		text += r + "\n"
	}
	b.e.Write(b.p.Frame([]byte(text), live))
	if len(b.e.Foreign) > 0 {
		b.t.Fatalf("the terminal was sent %q", b.e.Foreign)
	}
}

// line returns how a terminal of unlimited height shows a line alone, and where its cursor is.
func (b *bench) line(live Live) (rows []string, row, column int) {
	whole := emulator.New(b.width, 60)
	whole.Write([]byte(shown(live, len(live.Text))))
	rows = strings.Split(whole.Screen(), "\n")
	before := emulator.New(b.width, 60)
	before.Write([]byte(shown(live, live.Cursor)))
	row, column = before.Cursor()
	next := ""
	for c := range cells.All(live.Text[live.Cursor:]) {
		next = c.Text
		break
	}
	if over := before.Full() || column+cells.Width(next) > b.width; over && next != "\n" {
		row, column = row+1, 0
	}
	return rows, row, column
}

func shown(live Live, end int) string {
	return live.Mark + strings.ReplaceAll(live.Text[:end], "\n", "\r\n  ")
}

// check compares the screen with the printed rows and the line beneath them.
func (b *bench) check(live Live) {
	b.t.Helper()
	rows, row, column := b.line(live)
	for len(rows) < row+1 {
		rows = append(rows, "")
	}
	want := strings.TrimRight(strings.Join(append(append([]string(nil), b.printed...), append(rows, live.Hints...)...), "\n"), "\n")
	if got := b.e.All(); got != want {
		b.t.Fatalf("after %d by %d, %+v:\n%s\nwant\n%s", b.width, b.height, live, got, want)
	}
	r, c := b.e.Cursor()
	if c != column || r < row || b.e.Row(r-row) != rows[0] || b.e.Row(r) != rows[row] {
		b.t.Fatalf("%+v: the cursor is at %d, %d, not %d, %d of the line\n%s", live, r, c, row, column, b.e.Screen())
	}
}

func prompt(text string) Live { return Live{Mark: "> ", Text: text, Cursor: len(text)} }

func TestFrames(t *testing.T) {
	for _, text := range []string{
		"", "hello", "12345678", "1234567890123456789", "one\ntwo", "12345678\nx", "世界世界世界", "1世世世世", "e\u0301世👍🏽", "a\n\nb", "12345678\n",
		"👨\u200d👩\u200d👧 x",
	} {
		for cursor := 0; cursor <= len(text); cursor++ {
			if !boundary(text, cursor) {
				continue
			}
			b := newBench(t, 10, 12)
			live := Live{Mark: "> ", Text: text, Cursor: cursor}
			b.frame(live)
			b.check(live)
			b.frame(live, "first")
			b.check(live)
			for i := range 9 {
				b.frame(live, fmt.Sprint("m", i), "  second")
				b.check(live)
			}
			b.frame(prompt(""), "last")
			b.check(prompt(""))
		}
	}
}

// A forgotten line that nobody has written over is shown only once.
func TestForgottenLine(t *testing.T) {
	b := newBench(t, 20, 8)
	b.frame(prompt(""), "> one")
	b.p.Forget()
	b.frame(prompt("two"), "< one")
	b.check(prompt("two"))
}

// boundary reports whether the cursor may be at a place.
func boundary(text string, at int) bool {
	if at == 0 || at == len(text) {
		return true
	}
	found := false
	offset := 0
	for c := range cells.All(text) {
		found = found || offset == at
		offset += len(c.Text)
	}
	return found
}

// Wherever a frame with output is cut, the whole line is on the screen.
func TestPromptInEveryPartOfAFrame(t *testing.T) {
	for _, text := range []string{"hello", "1234567890 1234567890 1234567890", "one\ntwo"} {
		b := newBench(t, 20, 8)
		live := prompt(text)
		b.frame(live)
		want, _, _ := b.line(live)
		for i := range 8 {
			rows := strings.Repeat(fmt.Sprintf("< message %d\n", i), 1+5*(i%3))
			frame := b.p.Frame([]byte(rows), live)
			for _, c := range frame {
				b.e.Write([]byte{c})
				if !strings.Contains(b.e.Screen(), strings.Join(want, "\n")) {
					t.Fatalf("no %q in\n%s", want, b.e.Screen())
				}
			}
		}
	}
}

// A line higher than the screen shows the part around its cursor, and erases nothing.
func TestLineHigherThanTheScreen(t *testing.T) {
	b := newBench(t, 20, 6)
	b.frame(prompt(""), "one", "two")
	live := prompt(strings.Repeat("0123456789", 100_000) + "end")
	b.frame(live)
	b.frame(live, "three")
	if all := b.e.All(); !strings.HasPrefix(all, "one\ntwo\nthree\n") || !strings.HasSuffix(all, "end") {
		t.Error(all)
	}
	for _, cursor := range []int{0, 500, 500_000, len(live.Text)} {
		live.Cursor = cursor
		b.frame(live, "more")
		_, column := b.e.Cursor()
		if want := (cursor + 2) % 20; column != want {
			t.Errorf("the cursor is in column %d, not %d\n%s", column, want, b.e.Screen())
		}
	}
	live.Cursor = 500
	b.frame(live)
	if screen := b.e.Screen(); !strings.Contains(screen, "… ") || !strings.Contains(screen, "more rows") {
		t.Error(screen)
	}
	b.frame(prompt("x"))
	if screen := b.e.Screen(); !strings.HasSuffix(screen, "more\n> x") {
		t.Error(screen)
	}
}

func TestHints(t *testing.T) {
	b := newBench(t, 20, 8)
	live := Live{Mark: "> ", Text: "ab", Cursor: 1, Hints: []string{"Enter sends", "Tab lists"}}
	b.frame(live)
	b.check(live)
	b.frame(live, "one", "two", "three", "four", "five", "six")
	b.check(live)
	b.frame(prompt("ab"))
	b.check(prompt("ab"))
	b.e.Write(b.p.Away([]byte("bye\n")))
	if all := b.e.All(); !strings.HasSuffix(all, "six\nbye") {
		t.Error(all)
	}
	if _, column := b.e.Cursor(); column != 0 {
		t.Error("not at the beginning of a row")
	}
}

// A text that becomes shorter above its hints leaves nothing behind.
func TestShorterAboveHints(t *testing.T) {
	for _, texts := range [][]string{
		{"hello there", "hello", ""}, {"one\nlonger", "one\nlong", "one\n", "one"}, {"12345678901234567890", "123456789012345678", "1"},
		{strings.Repeat("row\n", 9) + "last", strings.Repeat("row\n", 9) + "l", strings.Repeat("x\n", 9)},
	} {
		b := newBench(t, 20, 14)
		for _, text := range texts {
			live := Live{Mark: "> ", Text: text, Cursor: len(text), Hints: []string{"Enter sends"}}
			b.frame(live)
			b.check(live)
		}
	}
}

func TestClear(t *testing.T) {
	b := newBench(t, 20, 8)
	b.frame(prompt("x"), "one", "two")
	b.e.Write(b.p.Clear(prompt("x")))
	if got := b.e.Screen(); got != "> x" {
		t.Error(got)
	}
	b.printed = nil
	b.frame(prompt("xy"), "three")
	b.e.Write(b.p.Frame(nil, prompt("xy")))
	if got := b.e.Screen(); got != "three\n> xy" {
		t.Error(got)
	}
}

// compact returns a screen without what wrapping changes.
func compact(s string) string { return strings.NewReplacer("\n", "", " ", "").Replace(s) }

// Whatever the new size of a terminal that reflows, nothing is erased and nothing is left behind.
func TestResizeWhileTyping(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 25 {
		b := newBench(t, 40, 10)
		live := prompt(strings.Repeat("typed", random.IntN(30)))
		b.frame(live)
		for i := range 12 {
			b.width = 8 + random.IntN(60)
			rows, _, _ := b.line(live)
			b.height = len(rows) + 3 + random.IntN(9)
			b.e.Resize(b.width, b.height)
			b.p.Resize(b.width, b.height)
			live = prompt(strings.Repeat("typed", random.IntN((b.height-3)*b.width/5)))
			b.frame(live, fmt.Sprintf("m%d", i))
			want := compact(strings.Join(b.printed, "") + shown(live, len(live.Text)))
			if got := compact(b.e.All()); got != want {
				t.Fatalf("%d by %d:\n%s\nwant %s\ngot  %s", b.width, b.height, b.e.All(), want, got)
			}
		}
	}
}

// On a terminal that doesn't reflow, no printed row is erased either.
func TestResizeWithoutReflow(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 25 {
		b := newBench(t, 40, 12)
		b.e.Reflows, b.p.Reflows = false, false
		live := prompt(strings.Repeat("typed", random.IntN(12)))
		for i := range 12 {
			b.frame(live, fmt.Sprintf("m%d", i))
			b.width = 20 + random.IntN(60)
			b.e.Resize(b.width, b.height)
			b.p.Resize(b.width, b.height)
		}
		b.frame(live)
		all := b.e.All()
		for _, row := range b.printed {
			_, after, found := strings.Cut(all, row)
			if !found {
				t.Fatalf("%s is gone:\n%s", row, b.e.All())
			}
			all = after
		}
	}
}

// The screen shows what was printed and the line, whatever they are.
func FuzzPainter(f *testing.F) {
	f.Add("hello", uint8(2), uint8(20), uint8(8), "one\ntwo")
	f.Add("世界\ta\n👨\u200d👩\u200d👧\x1b", uint8(3), uint8(9), uint8(5), "")
	f.Fuzz(func(t *testing.T, text string, cursor, width, height uint8, printed string) {
		w, h := int(width)%80+20, int(height)%40+4
		at := min(int(cursor), len(text))
		for !boundary(text, at) {
			at--
		}
		live := Live{Mark: "> ", Text: text, Cursor: at}
		b := newBench(t, w, h)
		b.frame(prompt(""))
		for i, row := range strings.Split(printed, "\n") {
			b.frame(live, fmt.Sprintf("row %d:%.5x", i, row))
			b.frame(Live{Mark: "> ", Text: text, Cursor: len(text)})
		}
		if !b.e.Wraps() {
			t.Error("lines don't wrap any more")
		}
		b.frame(prompt("end"), "last")
		want := strings.Join(b.printed, "\n") + "\n> end"
		if got := b.e.All(); got != want {
			t.Fatalf("%q:\n%s\nwant\n%s", text, got, want)
		}
	})
}
