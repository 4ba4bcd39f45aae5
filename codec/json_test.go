package codec

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func TestReadJSON(t *testing.T) {
	long := strings.Repeat("x", 3*bufferSize)
	tests := []struct {
		name string
		in   string
		want []message
		err  string // "" is io.EOF
	}{
		{"types", `{"type":"text","data":"a"}` + "\n" + `{"type":"binary","data":"AP8="}` + "\r\n" + `{"type":"ping","data":"AA"}`,
			[]message{{Text, "a"}, {Binary, "\x00\xff"}, {Ping, "\x00"}}, ""},
		{"empty", `{"type":"text","data":""}` + "\n" + `{"type":"binary","data":""}` + "\n" + `{"type":"ping"}` + "\n" + `{"type":"ping","data":null}`,
			[]message{{Text, ""}, {Binary, ""}, {Ping, ""}, {Ping, ""}}, ""},
		{"passed over", "\n{\"type\":\"open\",\"status\":101}\n \r\n{\"type\":\"pong\"}\n{\"type\":\"close\",\"data\":1}\n{\"type\":\"error\"}\n" + `{"type":"text","data":"a"}`,
			texts("a"), ""},
		{"other members", ` { "time" : "}" , "a":[{"type":"x"},"]",[]], "n":-1.5e3,"t":true , "type" : "text" , "o":{"data":"{"}, "data" : "a" , "z":null} `, texts("a"), ""},
		{"other order", `{"data":"a","type":"text"}`, texts("a"), ""},
		{"last one counts", `{"type":"ping","type":"text","data":"a","data":"b"}`, texts("b"), ""},
		{"escaped names", `{"\u0074ype":"te\u0078t","dat\u0061":"a"}`, texts("a"), ""},
		{"names have case", `{"Type":"text","type":"ping","DATA":"AAAA"}`, []message{{Ping, ""}}, ""},
		{"escapes", `{"type":"text","data":"\"\\\/\b\f\n\r\t\u0000\u00e9\uD83D\ude00 é😀"}`, texts("\"\\/\b\f\n\r\t\x00é😀 é😀"), ""},
		{"high surrogate", "\n" + `{"type":"text","data":"\ud83d|"}`, nil, `line 2: "data" is not valid UTF-8`},
		{"low surrogate", `{"type":"text","data":"\ude00"}`, nil, `line 1: "data" is not valid UTF-8`},
		{"surrogate before another", `{"type":"text","data":"\ud83d\u0041"}`, nil, `line 1: "data" is not valid UTF-8`},
		{"surrogate before a pair", `{"type":"text","data":"\ud83d\ud83d\ude00"}`, nil, `line 1: "data" is not valid UTF-8`},
		{"escaped base64", `{"type":"binary","data":"\u0041P8\u003d\u002f\/"}`, nil, `line 1: "data": column 5: base64 goes on after its padding`},
		{"escaped slash", `{"type":"binary","data":"\/\/\/\/"}`, binaries("\xff\xff\xff"), ""},
		{"long", "\n" + `{"type":"text","data":"` + long + `"}` + "\n" + `{"type":"text","data":"` + long + `\n"}` + "\n{}", texts(long, long+"\n"), `line 4: "type" is missing`},

		{"unknown type", "\n" + `{"type":"txt","data":"a"}`, nil, `line 2: unknown type "txt"`},
		{"no type", `{"data":"a"}`, nil, `line 1: "type" is missing`},
		{"type number", `{"type":1}`, nil, `line 1: "type" is not a string`},
		{"no text", `{"type":"text"}`, nil, `line 1: "data" is missing`},
		{"null binary", `{"type":"binary","data":null}`, nil, `line 1: "data" is missing`},
		{"data object", `{"type":"text","data":{"a":1}}`, nil, `line 1: "data" is not a string`},
		{"data number", `{"type":"ping","data":12}`, nil, `line 1: "data" is not a string`},
		{"bad base64", `{"type":"ping"}` + "\n" + `{"type":"binary","data":"A*=="}`, []message{{Ping, ""}}, `line 2: "data": column 2: '*' is not a base64 character`},
		{"bad UTF-8", `{"type":"text","data":"` + "\xff" + `"}`, nil, `line 1: "data" is not valid UTF-8`},
		{"not an object", `["type"]`, nil, `line 1: not a JSON object`},
		{"bare string", ` "a"`, nil, `line 1: not a JSON object`},
		{"not JSON", "hello", nil, `line 1: column 1: not JSON: invalid character 'h' looking for beginning of value`},
		{"cut", `{"type":"text","da`, nil, `line 1: column 18: not JSON: unexpected end of JSON input`},
		{"two", `{"type":"ping"}{"type":"ping"}`, nil, `line 1: column 16: not JSON: invalid character '{' after top-level value`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			check := func(how string, in io.Reader) {
				got, err := readAll(NewReader(in, JSON, ReaderOptions{Type: Binary}))
				if !same(got, tt.want) {
					t.Errorf("%s: got %s, want %s", how, summary(got), summary(tt.want))
				}
				checkError(t, how, err, tt.err)
			}
			check("at once", strings.NewReader(tt.in))
			check("by byte", iotest.OneByteReader(strings.NewReader(tt.in)))
		})
	}
}

func TestJSONLimit(t *testing.T) {
	line := func(data string) string { return `{"type":"text","data":"` + data + `"}` + "\n" }
	tests := []struct {
		in   string
		want []message
		err  string
	}{
		{line("abc") + line(`\u0000\u0000\u0000`) + line("abcd"), texts("abc", "\x00\x00\x00"), "line 3: message is larger than the limit of 3 bytes"},
		{line(`\u0000\u0000\u0000\u0000`), nil, "line 1: message is larger than the limit of 3 bytes"},
		{"\n" + line(strings.Repeat("a", 10*bufferSize)), nil, "line 2: message is larger than the limit of 3 bytes"},
		{`{"type":"binary","data":"AAAA"}` + "\n" + `{"type":"binary","data":"AAAAAA"}`, binaries("\x00\x00\x00"), "line 2: message is larger than the limit of 3 bytes"},
	}
	for _, tt := range tests {
		got, err := readAll(NewReader(strings.NewReader(tt.in), JSON, ReaderOptions{MaxMessageSize: 3}))
		if !same(got, tt.want) {
			t.Errorf("got %s, want %s", summary(got), summary(tt.want))
		}
		checkError(t, "", err, tt.err)
	}
}

// Text that needs an escape for every byte still passes at the limit.
func TestJSONEscapesAtLimit(t *testing.T) {
	const size = 2 * bufferSize
	all := texts(strings.Repeat("\x00", size))
	in := write(t, JSON, WriterOptions{MaxMessageSize: size}, all)
	got, err := readAll(NewReader(strings.NewReader(string(in)), JSON, ReaderOptions{MaxMessageSize: size}))
	if err != io.EOF || !same(got, all) {
		t.Errorf("got %s, %v", summary(got), err)
	}
}

func TestJSONErrorIsLast(t *testing.T) {
	in := `{"type":"ping"}` + "\n{}\n" + `{"type":"ping"}` + "\n"
	r := NewReader(strings.NewReader(in), JSON, ReaderOptions{})
	_, first := r.Next()
	_, second := r.Next()
	_, third := r.Next()
	var input *InputError
	if first != nil || !errors.As(second, &input) || third != second {
		t.Errorf("got %v, %v, %v", first, second, third)
	}
}
