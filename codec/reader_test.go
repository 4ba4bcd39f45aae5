package codec

import (
	"errors"
	"io"
	"math"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
)

func TestRead(t *testing.T) {
	long := strings.Repeat("\rabc", 50_000)
	tests := []struct {
		name   string
		format Format
		o      ReaderOptions
		in     string
		want   []message
		err    string // "" is io.EOF
	}{
		{"empty", Lines, ReaderOptions{}, "", nil, ""},
		{"lines", Lines, ReaderOptions{}, "a\nb c\r\n\n\r\nlast", texts("a", "b c", "", "", "last"), ""},
		{"lone cr", Lines, ReaderOptions{}, "a\rb\n\r\r\nc\r", texts("a\rb", "\r", "c\r"), ""},
		{"long line", Lines, ReaderOptions{}, long + "\n" + long + "\r\nx", texts(long, long, "x"), ""},
		{"long last line", Lines, ReaderOptions{}, long, texts(long), ""},
		{"last line fills the buffer", Lines, ReaderOptions{}, strings.Repeat("x", 2*bufferRoom), texts(strings.Repeat("x", 2*bufferRoom)), ""},
		{"lines limit", Lines, ReaderOptions{MaxMessageSize: 3}, "abc\r\nabcd\n", texts("abc"), "line 2: message is larger than the limit of 3 bytes"},
		{"long line limit", Lines, ReaderOptions{MaxMessageSize: 100_000}, "a\n" + long, texts("a"), "line 2: message is larger than the limit of 100000 bytes"},
		{"lines as binary", Lines, ReaderOptions{Type: Binary}, "\xff\n", binaries("\xff"), ""},

		{"lines marked", Lines, ReaderOptions{}, "\ufeffa\n\ufeffb\n", texts("a", "\ufeffb"), ""},
		{"lines marked twice", Lines, ReaderOptions{}, "\ufeff\ufeff", texts("\ufeff"), ""},
		{"an empty line marked", Lines, ReaderOptions{}, "\ufeff\n", texts(""), ""},
		{"nothing marked", Lines, ReaderOptions{}, "\ufeff", nil, ""},
		{"half a mark", Lines, ReaderOptions{Type: Binary}, "\xef\xbb", binaries("\xef\xbb"), ""},
		{"a long line marked", Lines, ReaderOptions{}, "\ufeff" + long, texts(long), ""},
		{"hex marked", Hex, ReaderOptions{}, "\ufeff00\n", binaries("\x00"), ""},
		{"base64 marked", Base64, ReaderOptions{}, "\ufeffAA==", binaries("\x00"), ""},
		{"json marked", JSON, ReaderOptions{}, "\ufeff{\"type\":\"text\",\"data\":\"a\"}\n", texts("a"), ""},
		{"null is marked by nobody", Null, ReaderOptions{}, "\ufeffa\x00", texts("\ufeffa"), ""},
		{"raw is marked by nobody", Raw, ReaderOptions{Whole: true}, "\ufeffa", binaries("\ufeffa"), ""},

		{"null", Null, ReaderOptions{}, "a\nb\r\x00\x00last\n", texts("a\nb\r", "", "last\n"), ""},
		{"null limit", Null, ReaderOptions{MaxMessageSize: 1}, "a\x00bb\x00", texts("a"), "record 2: message is larger than the limit of 1 bytes"},

		{"base64", Base64, ReaderOptions{}, "AP8=\r\n\nAP8\nAA==\n+/+/\n-_-_\nAAAA", binaries("\x00\xff", "", "\x00\xff", "\x00", "\xfb\xff\xbf", "\xfb\xff\xbf", "\x00\x00\x00"), ""},
		{"base64 as text", Base64, ReaderOptions{Type: Text}, "aGk=", texts("hi"), ""},
		{"base64 character", Base64, ReaderOptions{}, "AAAA\nAAAAA*==\n", binaries("\x00\x00\x00"), "line 2: column 6: '*' is not a base64 character"},
		{"base64 byte", Base64, ReaderOptions{}, "\xc3\xa9", nil, "line 1: column 1: byte 0xc3 is not a base64 character"},
		{"base64 blank", Base64, ReaderOptions{}, "AA AA", nil, "line 1: column 3: ' ' is not a base64 character"},
		{"base64 single", Base64, ReaderOptions{}, "AAAAA", nil, "line 1: base64 ends with a single character, which is not a whole byte"},
		{"base64 padding", Base64, ReaderOptions{}, "A===", nil, "line 1: column 2: padding where none belongs"},
		{"base64 too much padding", Base64, ReaderOptions{}, "AAA==", nil, "line 1: column 5: padding where none belongs"},
		{"base64 half padding", Base64, ReaderOptions{}, "AA=", nil, "line 1: base64 ends with half its padding"},
		{"base64 after padding", Base64, ReaderOptions{}, "AA==AA==", nil, "line 1: column 5: base64 goes on after its padding"},
		{"base64 limit", Base64, ReaderOptions{MaxMessageSize: 2}, "AAA\nAAAA", binaries("\x00\x00"), "line 2: message is larger than the limit of 2 bytes"},
		{"base64 limit at its end", Base64, ReaderOptions{MaxMessageSize: 3}, "AAAA\nAAAAAA", binaries("\x00\x00\x00"), "line 2: message is larger than the limit of 3 bytes"},

		{"hex", Hex, ReaderOptions{}, "00fF\r\n\n 0 1\t02 \n \nab", binaries("\x00\xff", "", "\x01\x02", "", "\xab"), ""},
		{"hex digit", Hex, ReaderOptions{}, "00\n\n00 0x0\n", binaries("\x00", ""), "line 3: column 5: 'x' is not a hex digit"},
		{"hex odd", Hex, ReaderOptions{}, "00\n000\n", binaries("\x00"), "line 2: odd number of hex digits"},
		{"hex limit", Hex, ReaderOptions{MaxMessageSize: 2}, "00 00\n000000", binaries("\x00\x00"), "line 2: message is larger than the limit of 2 bytes"},

		{"raw whole", Raw, ReaderOptions{Whole: true}, long, binaries(long), ""},
		{"raw whole empty", Raw, ReaderOptions{Whole: true}, "", binaries(""), ""},
		{"raw whole text", Raw, ReaderOptions{Whole: true, Type: Text}, "a\nb", texts("a\nb"), ""},
		{"raw whole limit", Raw, ReaderOptions{Whole: true, MaxMessageSize: 3}, "abcd", nil, "byte 0: message is larger than the limit of 3 bytes"},

		{"length", Length, ReaderOptions{}, "\x00\x00\x00\x02hi\x00\x00\x00\x00\x00\x00\x00\x01!", binaries("hi", "", "!"), ""},
		{"long length", Length, ReaderOptions{}, "\x00\x03\x0d\x40" + long + "\x00\x00\x00\x01!", binaries(long, "!"), ""},
		{"length header cut", Length, ReaderOptions{}, "\x00\x00\x00\x01!\x00\x00", binaries("!"), "byte 5: input ends inside the length of a message: 2 of 4 bytes"},
		{"length cut", Length, ReaderOptions{}, "\x00\x00\x00\x01!\x00\x00\x00\x64abc", binaries("!"), "byte 5: input ends inside a message: 3 of 100 bytes"},
		{"long length cut", Length, ReaderOptions{}, "\x00\x03\x0d\x41" + long, nil, "byte 0: input ends inside a message: 200000 of 200001 bytes"},
		{"length limit", Length, ReaderOptions{MaxMessageSize: 1}, "\x00\x00\x00\x01!\xff\xff\xff\xff", binaries("!"), "byte 5: 4294967295 bytes: message is larger than the limit of 1 bytes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			check := func(how string, in io.Reader) {
				r := NewReader(in, tt.format, tt.o)
				got, err := readAll(r)
				if !same(got, tt.want) {
					t.Errorf("%s: got %s, want %s", how, summary(got), summary(tt.want))
				}
				checkError(t, how, err, tt.err)
				if _, again := r.Next(); again != err {
					t.Errorf("%s: then got %v", how, again)
				}
			}
			check("at once", strings.NewReader(tt.in))
			check("by byte", iotest.OneByteReader(strings.NewReader(tt.in)))
			check("with EOF", iotest.DataErrReader(strings.NewReader(tt.in)))
			check("in halves", iotest.HalfReader(strings.NewReader(tt.in)))
		})
	}
}

func checkError(t *testing.T, how string, err error, want string) {
	t.Helper()
	var input *InputError
	switch {
	case want == "" && err != io.EOF:
		t.Errorf("%s: got error %v", how, err)
	case want != "" && (!errors.As(err, &input) || err.Error() != want):
		t.Errorf("%s: got error %v, want %s", how, err, want)
	}
}

// A line that fits in the buffer is one part, whatever surrounds it.
func TestOnePart(t *testing.T) {
	fits := strings.Repeat("x", bufferSize)
	for _, in := range []string{fits, fits + "\n", fits + "\r\n", "short\n" + fits + "\r\nshort\n"} {
		r := NewReader(strings.NewReader(in), Lines, ReaderOptions{})
		for {
			p, err := r.Next()
			if err == io.EOF {
				break
			}
			if err != nil || !p.Last {
				t.Fatalf("got a part of %d bytes, %v", len(p.Data), err)
			}
		}
	}
}

// CRLF is stripped wherever it falls in the buffer, and nothing else is.
func TestSplitCRLF(t *testing.T) {
	for n := bufferRoom - 3; n < bufferRoom+3; n++ {
		line := strings.Repeat("x", n)
		for end, kept := range map[string]string{"\n": "", "\r\n": "", "\r\r\n": "\r", "\rx\n": "\rx"} {
			r := NewReader(strings.NewReader(line+end+"next"), Lines, ReaderOptions{})
			got, err := readAll(r)
			if err != io.EOF || !same(got, texts(line+kept, "next")) {
				t.Errorf("%d bytes and %q: got %s, %v", n, end, summary(got), err)
			}
		}
	}
}

func TestRawReads(t *testing.T) {
	in := &script{pieces: []string{"ab", "c\n", strings.Repeat("x", bufferSize+1)}, err: io.EOF}
	got, err := readAll(NewReader(in, Raw, ReaderOptions{}))
	want := binaries("ab", "c\n", strings.Repeat("x", bufferSize), "x")
	if err != io.EOF || !same(got, want) {
		t.Errorf("got %s, %v", summary(got), err)
	}
	in = &script{pieces: []string{"abc"}, err: io.EOF}
	if got, err := readAll(NewReader(in, Raw, ReaderOptions{MaxMessageSize: 2})); err != io.EOF || !same(got, binaries("ab", "c")) {
		t.Errorf("with a limit: got %s, %v", summary(got), err)
	}
}

// A character split between reads is not split between messages, unless nothing follows or it is too long for one
// message.
func TestRawTextReads(t *testing.T) {
	tests := []struct {
		pieces []string
		limit  int64
		want   []message
	}{
		{[]string{"a\xe2\x82", "\xac", "\xff", "é\xc3"}, 0, texts("a", "€", "\xff", "é", "\xc3")},
		{[]string{"\xf0", "\x9d", "\x84", "\x9e"}, 0, texts("𝄞")},
		{[]string{strings.Repeat("x", bufferSize-1) + "é"}, 0, texts(strings.Repeat("x", bufferSize-1), "é")},
		{[]string{"aé€"}, 2, texts("a", "é", "\xe2\x82", "\xac")},
	}
	for _, tt := range tests {
		in := &script{pieces: tt.pieces, err: io.EOF}
		got, err := readAll(NewReader(in, Raw, ReaderOptions{Type: Text, MaxMessageSize: tt.limit}))
		if err != io.EOF || !same(got, tt.want) {
			t.Errorf("%.20q, limit %d: got %s, %v", tt.pieces, tt.limit, summary(got), err)
		}
	}
}

// What came before a failing read is returned, an unfinished message is not, and the error is returned as it is.
func TestReadError(t *testing.T) {
	tests := []struct {
		format Format
		in     string
		want   []message
	}{
		{Lines, "a\nb\nrest", texts("a", "b")},
		{Null, "a\x00rest", texts("a")},
		{Base64, "AAAA\nAAAA", binaries("\x00\x00\x00")},
		{Hex, "00\n00", binaries("\x00")},
		{Raw, "abc", binaries("abc")},
		{Length, "\x00\x00\x00\x01a\x00\x00\x00\x02b", binaries("a")},
		{Length, "\x00\x00\x00\x01a\x00\x00", binaries("a")},
		{JSON, `{"type":"text","data":"a"}` + "\n" + `{"type":"text","data":"b"}`, texts("a")},
	}
	for _, tt := range tests {
		r := NewReader(&script{pieces: []string{tt.in}, err: errDisk}, tt.format, ReaderOptions{})
		got, err := readAll(r)
		if !same(got, tt.want) || err != errDisk {
			t.Errorf("%v: got %s, %v", tt.format, summary(got), err)
		}
	}
	r := NewReader(&script{pieces: []string{"abc"}, err: errDisk}, Raw, ReaderOptions{Whole: true})
	if got, err := readAll(r); got != nil || err != errDisk {
		t.Errorf("raw whole: got %s, %v", summary(got), err)
	}
}

func TestNoProgress(t *testing.T) {
	r := NewReader(iotest.ErrReader(nil), Lines, ReaderOptions{})
	if _, err := r.Next(); err != io.ErrNoProgress {
		t.Errorf("got %v", err)
	}
}

func TestWhere(t *testing.T) {
	tests := []struct {
		format Format
		o      ReaderOptions
		in     string
		want   string
	}{
		{Lines, ReaderOptions{}, "a\nb\nc", "line 1, line 2, line 3"},
		{Null, ReaderOptions{}, "a\x00b", "record 1, record 2"},
		{Hex, ReaderOptions{}, "00\n\nx", "line 1, line 2, line 3"},
		{Raw, ReaderOptions{MaxMessageSize: 2}, "abcde", "byte 0, byte 2, byte 4"},
		{Raw, ReaderOptions{Whole: true}, "ab", "byte 0, byte 0"},
		{Length, ReaderOptions{}, "\x00\x00\x00\x01a\x00\x00\x00\x00\x00", "byte 0, byte 5, byte 9"},
		{JSON, ReaderOptions{}, "\n{\"type\":\"ping\"}\n{\"type\":\"open\"}\n{}\n", "line 2, line 4"},
	}
	for _, tt := range tests {
		var got []string
		r := NewReader(strings.NewReader(tt.in), tt.format, tt.o)
		for {
			_, err := r.Next()
			if err == io.EOF {
				break
			}
			r.Buffered() // must not move it
			got = append(got, r.Where())
			if err != nil {
				break
			}
		}
		if s := strings.Join(got, ", "); s != tt.want {
			t.Errorf("%v %q: got %s, want %s", tt.format, tt.in, s, tt.want)
		}
	}
}

func TestDecode(t *testing.T) {
	tests := []struct {
		format Format
		kind   Type
		in     string
		want   message
		err    string
	}{
		{Lines, 0, "a\nb\n", message{Text, "a\nb\n"}, ""},
		{Lines, Binary, "a", message{Binary, "a"}, ""},
		{Null, 0, "a\x00", message{Text, "a\x00"}, ""},
		{Raw, 0, "a", message{Binary, "a"}, ""},
		{Length, 0, "\x00", message{Binary, "\x00"}, ""},
		{Hex, 0, "00 ff", message{Binary, "\x00\xff"}, ""},
		{Hex, Text, "6869", message{Text, "hi"}, ""},
		{Hex, 0, "0", message{}, "odd number of hex digits"},
		{Base64, 0, "AP8=", message{Binary, "\x00\xff"}, ""},
		{Base64, 0, "AP8", message{Binary, "\x00\xff"}, ""},
		{Base64, 0, "*", message{}, "column 1: '*' is not a base64 character"},
		{JSON, Binary, `{"type":"text","data":"a"}`, message{Text, "a"}, ""},
		{JSON, 0, `{"type":"ping"}`, message{Ping, ""}, ""},
		{JSON, 0, `{"type":"open"}`, message{}, "no message to send: the type is not text, binary or ping"},
		{JSON, 0, ``, message{}, "no message to send: the type is not text, binary or ping"},
	}
	for _, tt := range tests {
		p, err := Decode(tt.format, tt.kind, []byte(tt.in))
		if tt.err != "" {
			checkError(t, tt.format.String(), err, tt.err)
			continue
		}
		if err != nil || !p.Last || p.Type != tt.want.kind || string(p.Data) != tt.want.data {
			t.Errorf("%v %q: got %v, %v", tt.format, tt.in, p, err)
		}
	}
}

func TestLimits(t *testing.T) {
	if limitFor(Lines, 0) != math.MaxInt64 || limitFor(JSON, 0) != DefaultMaxMessageSize || limitFor(JSON, -1) != DefaultMaxMessageSize {
		t.Error("default limits")
	}
	if maxLineLength(math.MaxInt64) != math.MaxInt64 {
		t.Error("overflow")
	}
	var limit *LimitError
	_, err := NewReader(strings.NewReader("ab"), Lines, ReaderOptions{MaxMessageSize: 1}).Next()
	if !errors.As(err, &limit) || limit.Limit != 1 {
		t.Errorf("got %v", err)
	}
}

// Reading a line of 256 MiB needs no more memory than the buffer.
func TestConstantMemory(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	r := NewReader(io.LimitReader(endless{}, 256<<20), Lines, ReaderOptions{})
	var size int64
	for {
		p, err := r.Next()
		size += int64(len(p.Data))
		if err == io.EOF {
			break
		}
	}
	runtime.ReadMemStats(&after)
	if grown := after.TotalAlloc - before.TotalAlloc; size != 256<<20 || grown > 1<<20 {
		t.Errorf("read %d bytes and allocated %d", size, grown)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}
