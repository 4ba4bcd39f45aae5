package codec

import (
	"bytes"
	"strings"
	"testing"
	"testing/iotest"
)

func TestEscape(t *testing.T) {
	tests := []struct{ in, want string }{
		{"plain é 漢 😀 \\ \t\n", "plain é 漢 😀 \\ \t\n"},
		{"\x1b[2J", `\x1b[2J`},
		{"\x00\a\b\v\f\r\x1f\x7f", `\x00\x07\x08\x0b\x0c\x0d\x1f\x7f`},
		{"\u0080\u009b\u009f\u00a0", `\u0080\u009b\u009f` + "\u00a0"},
		{"\x80\x9b2J\xff\xfe", `\x80\x9b2J\xff\xfe`},
		{"a\xc3(b", `a\xc3(b`},
		{"\xe6\xbc", `\xe6\xbc`},
		{"\xe6\xbc\xc2\x9b", `\xe6\xbc\u009b`},
		{"\xf0\x9f\x98\x1b", `\xf0\x9f\x98\x1b`},
		{"\xed\xa0\x80", `\xed\xa0\x80`}, // a surrogate is not UTF-8
		{"\xc0\x9b", `\xc0\x9b`},
		{"\ufffd", "\ufffd"},
		{"\u202eabc\u202c \u2066\u2069 \u200e\u200f\u061c", `\u202eabc\u202c \u2066\u2069 \u200e\u200f\u061c`},
		{"\u2028\u2029", `\u2028\u2029`},
		{"\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e", `\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e`},
		{"\U000e0041", `\U000e0041`},
		{"\u0600 \u0301e \ufe0f", "\u0600 \u0301e \ufe0f"},
		{"", ""},
	}
	for _, tt := range tests {
		for _, f := range []Format{Lines, Null} {
			end := map[Format]string{Lines: "\n", Null: "\x00"}[f]
			var out bytes.Buffer
			w := NewWriter(&out, f, WriterOptions{Escape: true})
			w.Message(Text, strings.NewReader(tt.in))
			w.Message(Text, iotest.OneByteReader(strings.NewReader(tt.in)))
			w.Message(Text, iotest.HalfReader(strings.NewReader(tt.in)))
			w.Flush()
			if want := strings.Repeat(tt.want+end, 3); out.String() != want {
				t.Errorf("%v %q: got %q, want %q", f, tt.in, &out, want)
			}
		}
		if got := Visible(tt.in); got != tt.want {
			t.Errorf("%q: %q is visible, want %q", tt.in, got, tt.want)
		}
	}
}

// Half a character at the end of one message must not join the other half in the next, nor get lost when a body
// fails.
func TestEscapeEndsWithMessage(t *testing.T) {
	var out bytes.Buffer
	w := NewWriter(&out, Lines, WriterOptions{Escape: true})
	w.Message(Text, strings.NewReader("\xc3"))
	w.Message(Text, strings.NewReader("\xa9"))
	err := w.Message(Text, iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader("\xc3\xa9"))))
	w.Message(Text, strings.NewReader("\xa9"))
	w.Flush()
	if want := "\\xc3\n\\xa9\n\\xc3\n\\xa9\n"; err != iotest.ErrTimeout || out.String() != want {
		t.Errorf("got %q, want %q; %v", &out, want, err)
	}
}

// Formats that encode payloads are not escaped. JSON is, with its own escapes, and stays the same JSON.
func TestEscapeElsewhere(t *testing.T) {
	payload := "a\x1b\x7f\u009b\u202e\U000e0041 é"
	for _, f := range []Format{Raw, Base64, Hex} {
		all := texts(payload)
		if !bytes.Equal(write(t, f, WriterOptions{Escape: true}, all), write(t, f, WriterOptions{}, all)) {
			t.Errorf("%v is escaped", f)
		}
	}
	if got := string(write(t, Length, WriterOptions{Escape: true}, texts("a\x1b"))); got != `\x00\x00\x00\x02a\x1b` {
		t.Errorf("length: got %s", got)
	}
	got := write(t, JSON, WriterOptions{Escape: true, Now: clock}, texts(payload))
	if want := `{"type":"text","data":"a\u001b\u007f\u009b\u202e\udb40\udc41 é",` + stamp; string(got) != want {
		t.Errorf("got %s, want %s", got, want)
	}
	long := strings.Repeat("é\u009b", 3*encodeSize)
	in := write(t, JSON, WriterOptions{Escape: true}, texts("x"+long))
	all, _ := readAll(NewReader(bytes.NewReader(in), JSON, ReaderOptions{}))
	if bytes.Contains(in, []byte("\u009b")) || !same(all, texts("x"+long)) {
		t.Error("long text is not what it was")
	}
}
