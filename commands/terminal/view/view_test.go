package view

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"wspipe/codec"
	"wspipe/tests/emulator"
)

func received(t codec.Type, data string) Message {
	return Message{Mark: "<", Style: Receive, Type: t, Data: []byte(data), Size: int64(len(data))}
}

func TestMessages(t *testing.T) {
	o := Options{Width: 43, Height: 40, Hint: " (/last)"}
	for _, test := range []struct {
		kind       codec.Type
		data, want string
	}{
		{codec.Text, "hello", "< hello\n"},
		{codec.Text, "", "< (empty)\n"},
		{codec.Binary, "", "< (empty, binary)\n"},
		{codec.Text, "line one\nline two", "< line one\n  line two\n"},
		{codec.Text, "one\n\n", "< one\n  \n  \n"},
		{codec.Text, "\n> forged", "< \n  > forged\n"},
		{codec.Text, strings.Repeat("x", 80), "< " + strings.Repeat("x", 41) + "\n  " + strings.Repeat("x", 39) + "\n"},
		{codec.Text, "a\x1b[31m\u202e", `< a\x1b[31m\u202e` + "\n"},
		{codec.Text, `{"a":1,  "b":[true,null]}`, `< {"a":1,  "b":[true,null]}` + "\n"},
		{codec.Text, "{\n\"a\": 1\n}", `< {"a":1}` + "\n"},
		{codec.Text, `{"type":"tick","price":12.50,"when":"12:30:17","x":{}}`, "< {\n    \"type\": \"tick\",\n    \"price\": 12.50,\n    \"when\": \"12:30:17\",\n    \"x\": {}\n  }\n"},
		{codec.Text, `[1e400,"\u00e9","aaaaaaaaaaaaaaaaaaaaaaaaaaaa",[]]`, "< [\n    1e400,\n    \"\\u00e9\",\n    \"aaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\n    []\n  ]\n"},
		{codec.Text, `{"broken`, `< {"broken` + "\n"},
		{codec.Binary, "\x00\x01\x02\xff\xfe\x0aA", "< 7 bytes, binary\n  000000  00 01 02 ff fe 0a 41     ......A\n"},
	} {
		if got := string(o.Message(received(test.kind, test.data))); got != test.want {
			t.Errorf("%q:\n%s\nwant\n%s", test.data, got, test.want)
		}
	}
	wide := Options{Width: 80, Height: 24}
	want := "< 7 bytes, binary\n  000000  00 01 02 ff fe 0a 41                             ......A\n"
	if got := string(wide.Message(received(codec.Binary, "\x00\x01\x02\xff\xfe\x0aA"))); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

func TestLongMessages(t *testing.T) {
	o := Options{Width: 40, Height: 10, Hint: " (/last)"}
	got := string(o.Message(received(codec.Text, strings.Repeat("line\n", 1200)+"end")))
	if want := "< line\n  line\n  line\n  line\n  line\n  … 1,196 more lines, 6,003 bytes in all\n   (/last)\n"; got != want && got != strings.Replace(want, "all\n   (", "all (", 1) {
		t.Errorf("%s", got)
	}
	high := Options{Width: 80, Height: 40}
	got = string(high.Message(received(codec.Binary, strings.Repeat("x", 200))))
	if strings.Count(got, "\n") != 10 || !strings.HasSuffix(got, "  000070"+got[len("< 200 bytes, binary\n  000000"):strings.Index(got, "\n  000010")]+"\n  … 5 more lines, 200 bytes in all\n") {
		t.Errorf("%s", got)
	}
	m := received(codec.Binary, strings.Repeat("x", 1000))
	m.Size = 5 << 20
	if got := string(o.Message(m)); !strings.HasPrefix(got, "< 5,242,880 bytes, binary\n") || strings.Count(got, "\n") > 8 {
		t.Errorf("%s", got)
	}
	if got := string(o.Whole(received(codec.Text, "{\"a\":1}"))); got != "{\"a\":1}\n" {
		t.Errorf("%q", got)
	}
	long := strings.Repeat("x", 100)
	for data, want := range map[string]string{
		"one\ntwo " + long: "one\ntwo " + long + "\n", `{"a":["` + long + `"]}`: "{\n  \"a\": [\n    \"" + long + "\"\n  ]\n}\n",
	} {
		if got := string(o.Whole(received(codec.Text, data))); got != want {
			t.Errorf("%q", got)
		}
	}
	if got := string(o.Row(received(codec.Text, "one\ntwo "+strings.Repeat("x", 100)))); got != "< one two "+strings.Repeat("x", 29)+"…\n" {
		t.Errorf("%q", got)
	}
	if got := string(o.Row(received(codec.Binary, "abc"))); got != "< 3 bytes, binary\n" {
		t.Errorf("%q", got)
	}
}

func TestPretty(t *testing.T) {
	for _, test := range []struct {
		pretty Pretty
		want   string
	}{{Auto, "< {\"a\":1}\n"}, {Always, "< {\n    \"a\": 1\n  }\n"}, {Never, "< {\"a\":1}\n"}} {
		o := Options{Width: 40, Height: 40, Pretty: test.pretty}
		if got := string(o.Message(received(codec.Text, `{"a":1}`))); got != test.want {
			t.Errorf("%v: %q", test.pretty, got)
		}
	}
}

func TestColor(t *testing.T) {
	o := Options{Width: 40, Height: 40, Color: true}
	want := "\x1b[32m<\x1b[0m {\x1b[34m\"a\"\x1b[0m:\x1b[33m1\x1b[0m,\x1b[34m\"b\"\x1b[0m:\x1b[32m\"x\"\x1b[0m,\x1b[34m\"c\"\x1b[0m:\x1b[35mnull\x1b[0m}\n"
	if got := string(o.Message(received(codec.Text, `{"a":1,"b":"x","c":null}`))); got != want {
		t.Errorf("%q", got)
	}
	for style, want := range map[string]string{Outage: "33", Failure: "31", Dim: "2"} {
		if got := string(o.Notice("*", style, "gone")); got != "\x1b["+want+"m*\x1b[0m \x1b["+want+"mgone\x1b[0m\n" {
			t.Errorf("%q", got)
		}
	}
	if got := string(o.Mark(">", Sent)); got != "\x1b[36m>\x1b[0m" {
		t.Errorf("%q", got)
	}
}

func TestJSONStaysWhatItWas(t *testing.T) {
	deep := strings.Repeat("[", 200) + strings.Repeat("]", 200)
	for _, text := range []string{`{"a":[1,2,{"b":[]}],"c":{},"d":"x\"y"}`, "[ 1 , 2 ]", deep} {
		o := Options{Width: 60, Height: 2000, Pretty: Always}
		shown := string(o.Message(received(codec.Text, text)))
		var compact strings.Builder
		for _, row := range strings.Split(shown[2:], "\n") {
			compact.WriteString(strings.TrimSpace(row))
		}
		var want, got any
		if json.Unmarshal([]byte(text), &want) != nil || json.Unmarshal([]byte(compact.String()), &got) != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s became\n%s", text, shown)
		}
	}
}

// For any message and any kind of terminal, only the first row begins with a mark, no row is too wide, and only
// printable characters and our own colours reach the terminal.
func FuzzMessages(f *testing.F) {
	f.Add("\n> forged\r* forged\x1b[1;1H<\u202e", uint8(20), uint8(1), false)
	f.Add(`{"a":"`+"\u009b"+`\u001b","👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧":[1,{}]}`, uint8(0), uint8(1), true)
	f.Add("👨\u200d👩\u200d👧\tx❤\ufe0f\u200d🔥", uint8(3), uint8(2), true)
	colours := regexp.MustCompile("\x1b\\[[0-9]+m")
	f.Fuzz(func(t *testing.T, data string, width, kind uint8, color bool) {
		o := Options{Width: int(width)%70 + 14, Height: 20, Color: color, Pretty: Pretty(kind / 4 % 3)}
		m := received([]codec.Type{codec.Text, codec.Binary}[kind%2], data)
		for name, rows := range map[string][]byte{"message": o.Message(m), "row": o.Row(m), "notice": o.Notice("*", Dim, data)} {
			lines := strings.Split(strings.TrimSuffix(string(rows), "\n"), "\n")
			for i, line := range lines {
				plain := colours.ReplaceAllString(line, "")
				if i > 0 && !strings.HasPrefix(plain, "  ") || i == 0 && !strings.HasPrefix(plain, "< ") && !strings.HasPrefix(plain, "* ") {
					t.Errorf("%s: %q begins with %q", name, data, plain)
				}
			}
			for _, naive := range []bool{false, true} {
				e := emulator.New(o.Width, len(lines)+2)
				e.Naive = naive
				e.Write([]byte("\x1b[?7l"))
				e.Write([]byte(strings.ReplaceAll(string(rows), "\n", "\r\n")))
				if row, _ := e.Cursor(); row != len(lines) || len(e.Foreign) > 0 {
					t.Errorf("%s of %q: %d rows are %d; %q", name, data, len(lines), row, e.Foreign)
				}
			}
		}
	})
}
