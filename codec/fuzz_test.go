package codec

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"
)

// What is written reads back the same, in every format that keeps the boundaries of these payloads.
func FuzzRoundTrip(f *testing.F) {
	f.Add([]byte(""), []byte("\n\r\n\x00"))
	f.Add([]byte("a\x00b"), []byte("\xff\xfe\x80 \xed\xa0\x80"))
	f.Add([]byte("\r"), []byte("line\rwith cr"))
	f.Add([]byte(`"\u00e9\`), []byte("é😀\u2028\x7f"))
	f.Add(bytes.Repeat([]byte("0123456789abcdef"), 1<<16), []byte("after a mebibyte"))
	f.Add(bytes.Repeat([]byte("x\r"), bufferSize), bytes.Repeat([]byte("\x00é\""), 20_000))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		all := binaries(string(a), string(b), "", string(a))
		all = append(all, texts("", string(b))...)
		for format := Lines; format <= JSON; format++ {
			kept := keepable(format, all)
			out := write(t, format, WriterOptions{}, kept)
			got, err := readBack(bytes.NewReader(out), format)
			checkSame(t, format, got, kept, err)
			if len(out) < 1<<12 {
				got, err = readBack(iotest.OneByteReader(bytes.NewReader(out)), format)
				checkSame(t, format, got, kept, err)
			}
		}
	})
}

func readBack(r io.Reader, f Format) ([]message, error) {
	return readAll(NewReader(r, f, ReaderOptions{}))
}

// keepable returns the messages that a format promises to keep.
func keepable(f Format, all []message) (kept []message) {
	for _, m := range all {
		lost := f == Raw ||
			f == Lines && (strings.Contains(m.data, "\n") || strings.HasSuffix(m.data, "\r")) ||
			f == Null && strings.Contains(m.data, "\x00") ||
			f == JSON && m.kind == Text && !utf8.ValidString(m.data)
		if !lost {
			kept = append(kept, m)
		}
	}
	return kept
}

func checkSame(t *testing.T, f Format, got, want []message, err error) {
	t.Helper()
	if f != JSON { // only JSON keeps the type
		for i := range want {
			want[i].kind = f.DefaultType()
		}
	}
	if err != io.EOF || !same(got, want) {
		t.Errorf("%v: got %s, want %s; %v", f, summary(got), summary(want), err)
	}
}

// No input makes a Reader panic, hold more than its limit, contradict Buffered, or depend on how it is split into
// reads.
func FuzzRead(f *testing.F) {
	for format := Lines; format <= JSON; format++ {
		f.Add(uint8(format), uint16(3), []byte("AAAA\n0 0\r\n\x00\x00\x00\x02hi\n\x00"))
		f.Add(uint8(format), uint16(0), bytes.Repeat([]byte("\xff"), 3*bufferSize))
	}
	f.Add(uint8(JSON), uint16(9), []byte(`{"type":"text","data":"\ud83d\u0041\"","a":[{}]}`+"\n\n"+`{"type":"ping"}`))
	f.Add(uint8(JSON), uint16(9), []byte(`{"type":"binary","data":"\/AA=","data":null}`))
	f.Add(uint8(Hex), uint16(1), bytes.Repeat([]byte(" "), 3*bufferSize))
	f.Add(uint8(Length), uint16(9), []byte("\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, format uint8, limit uint16, input []byte) {
		o := ReaderOptions{MaxMessageSize: int64(limit), Whole: true}
		checkRead := func(in io.Reader) ([]message, string) {
			counted := &counter{r: in}
			return checkReader(t, NewReader(counted, Format(format%7), o), counted, int64(limit))
		}
		once, err := checkRead(bytes.NewReader(input))
		if len(input) > 1<<14 {
			return
		}
		split, splitErr := checkRead(iotest.OneByteReader(bytes.NewReader(input)))
		if !same(once, split) || err != splitErr {
			t.Errorf("at once: %s %s, by byte: %s %s", summary(once), err, summary(split), splitErr)
		}
	})
}

type counter struct {
	r     io.Reader
	reads int
}

func (c *counter) Read(p []byte) (int, error) {
	c.reads++
	return c.r.Read(p)
}

func checkReader(t *testing.T, r *Reader, in *counter, limit int64) (all []message, problem string) {
	var data []byte
	for {
		sure, reads := r.Buffered(), in.reads
		p, err := r.Next()
		if sure && in.reads > reads {
			t.Fatal("Buffered promised too much")
		}
		if held := holds(r); limit > 0 && held > 2*maxLineLength(limit)+2*bufferRoom {
			t.Fatalf("holds %d bytes with a limit of %d", held, limit)
		}
		if err != nil {
			var input *InputError
			if err != io.EOF && !errors.As(err, &input) {
				t.Fatalf("an error of another kind: %v", err)
			}
			return all, err.Error()
		}
		if data = append(data, p.Data...); limit > 0 && int64(len(data)) > limit {
			t.Fatalf("a message of more than %d bytes", limit)
		}
		if p.Last {
			all, data = append(all, message{p.Type, string(data)}), nil
		}
	}
}

// holds returns how much memory a Reader holds, apart from its buffer.
func holds(r *Reader) int64 {
	switch d := r.decoder.(type) {
	case *encoded:
		return int64(cap(d.decoder.payload()))
	case *jsonLines:
		return int64(cap(d.long) + cap(d.unquoted) + cap(d.base64.out))
	}
	return 0
}

// encoding/json decides what a line says, except for half a surrogate pair, which it turns into U+FFFD.
func FuzzJSONText(f *testing.F) {
	f.Add([]byte(`{"type":"text","data":"\ud83d\ude00\ud83d\u0041\"\\\/\b"}`))
	f.Add([]byte(`{"a":{"data":"]}"},"type":"text","data":"a","b":[1,{"c":null}]} `))
	f.Fuzz(func(t *testing.T, line []byte) {
		p, err := Decode(JSON, 0, line)
		var said map[string]any
		bad := json.Unmarshal(line, &said)
		switch {
		case err == nil && bad != nil:
			t.Errorf("accepted %q: %v", line, bad)
		case err == nil && p.Type == Text && said["data"] != string(p.Data):
			t.Errorf("got %q, want %q", p.Data, said["data"])
		case err != nil && bad == nil && said["type"] == "text" && utf8.Valid(line):
			if data, ok := said["data"].(string); ok && !strings.Contains(data, "\ufffd") {
				t.Errorf("refused %q: %v", line, err)
			}
		}
	})
}

// What encoding/json accepts is JSON, and nothing else.
func FuzzJSONValue(f *testing.F) {
	for _, seed := range []string{
		`{"a":[1,-0.5e+3,true,false,null,"\u00e9\"\\",{}],"b":[]} `, `0123`, `-`, `1.`, `1e`, `.5`, `+1`, `[1,]`, `{"a"}`, `{"a":}`, `{,}`, `nul`, "\"a\nb\"",
		"\"0123456\x1f\"", `"\u12"`, `"\u12g4"`, `"\x"`, `"`, `"\`, `[`, `{"a":1`, "\"\xff\"", "\"\x7f\u2028\"", ` 1 1`, strings.Repeat("[", 20) + strings.Repeat("]", 20),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		end := valueEnd(text, skipBlanks(text, 0), 0)
		got := end >= 0 && skipBlanks(text, end) == len(text)
		if want := json.Valid(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	})
}

func TestJSONDepth(t *testing.T) {
	for _, depth := range []int{maxJSONDepth, maxJSONDepth + 1} {
		for _, text := range []string{
			strings.Repeat("[", depth) + strings.Repeat("]", depth),
			strings.Repeat(`{"a":`, depth) + "1" + strings.Repeat("}", depth),
		} {
			if got, want := valueEnd([]byte(text), 0, 0) == len(text), json.Valid([]byte(text)); got != want {
				t.Errorf("%d deep: %v, want %v", depth, got, want)
			}
		}
	}
}
