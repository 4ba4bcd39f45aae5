package matcher

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"wspipe/codec"
)

// Each row is one message held against one matcher; "why" is what is said of
// it, and "matches" where it does.
func TestMatch(t *testing.T) {
	const matches = "matches"
	for _, test := range []struct {
		matcher string
		kind    codec.Type
		payload string
		why     string
	}{
		{"hello", codec.Text, "hello", matches},
		{"hello", codec.Text, "Hello", ""},
		{"hello", codec.Text, "hello ", ""},
		{" hello ", codec.Text, " hello ", matches},
		{"", codec.Text, "", matches},
		{"", codec.Text, "x", ""},
		{"json", codec.Text, "json", matches},
		{"Json: {", codec.Text, "Json: {", matches},
		{"a\nb", codec.Text, "a\nb", matches},
		{"hello", codec.Binary, "hello", "it is binary, not text"},
		{`{"a": 1, "b":[]}`, codec.Text, `{"b":[],"a":1}`, "as JSON they are the same: json: compares values"},
		{`{"a": 1}`, codec.Text, `{"a":1,"b":2}`, ""},
		{strings.Repeat("x", 50), codec.Text, strings.Repeat("x", 45) + "y", "it differs after 45 bytes"},

		{"/b/", codec.Text, "abc", matches},
		{"/^b/", codec.Text, "abc", ""},
		{"/B/", codec.Text, "abc", ""},
		{"/B/i", codec.Text, "abc", matches},
		{"/a/b/", codec.Text, "xa/bx", matches},
		{`/a\/b/`, codec.Text, "xa/bx", matches},
		{"//", codec.Text, "", matches},
		{"/é./", codec.Text, "é😀", matches},
		{"/b/", codec.Binary, "abc", "it is binary, not text"},

		{`"hello"`, codec.Text, "hello", matches},
		{`"/a/"`, codec.Text, "/a/", matches},
		{`"a\n\u00e9"`, codec.Text, "a\né", matches},
		{`"hello"`, codec.Binary, "hello", "it is binary, not text"},

		{"hex: 00 fF", codec.Binary, "\x00\xff", matches},
		{"hex:00ff", codec.Binary, "\x00\xff", matches},
		{"hex:", codec.Binary, "", matches},
		{"hex: 00ff", codec.Binary, "\x00", ""},
		{"hex: 61", codec.Text, "a", "it is text, not binary"},
		{"base64: AP8=", codec.Binary, "\x00\xff", matches},
		{"base64:AP8 ", codec.Binary, "\x00\xff", matches},
		{"base64: _-8", codec.Binary, "\xff\xef", matches},
		{"base64: AP8=", codec.Text, "a", "it is text, not binary"},

		{`json: {"a":1}`, codec.Text, `{"b":2,"a":1}`, matches},
		{`json: {}`, codec.Text, `{"b":2}`, matches},
		{`json: {"a":{"b":[{"c":1}]}}`, codec.Text, ` {"a":{"b":[{"c":1,"d":2}],"e":0}} `, matches},
		{`json:{"a":1}`, codec.Binary, `{"a":1.0}`, matches},
		{`json: [1,10]`, codec.Text, `[1.0,1e1]`, matches},
		{`json: 0`, codec.Text, `-0.0e5`, matches},
		{`json: 100000000000000000000001`, codec.Text, `100000000000000000000000`, ".: expected 100000000000000000000001, got 100000000000000000000000"},
		{`json: 1e1000000000`, codec.Text, `10e999999999`, matches},
		{`json: 1e99999999999999999999`, codec.Text, `10e99999999999999999998`, ".: expected 1e99999999999999999999, got 10e99999999999999999998"},
		{`json: -1`, codec.Text, `1`, ".: expected -1, got 1"},
		{`json: null`, codec.Text, `null`, matches},
		{`json: "é"`, codec.Text, `"\u00e9"`, matches},
		{`json: {"ok":true}`, codec.Text, `{"ok":false}`, ".ok: expected true, got false"},
		{`json: {"ok":null}`, codec.Text, `{}`, ".ok: expected null, got nothing"},
		{`json: {"a":{"b":[0,{"c":1}]}}`, codec.Text, `{"a":{"b":[0,{"c":"1"}]}}`, `.a.b[1].c: expected 1, got "1"`},
		{`json: [[1]]`, codec.Text, `[[2]]`, ".[0][0]: expected 1, got 2"},
		{`json: {"odd key":{"2":1}}`, codec.Text, `{"odd key":{"2":0}}`, `.["odd key"]["2"]: expected 1, got 0`},
		{`json: [1,2]`, codec.Text, `[1]`, ".: expected 2 elements, got 1 element"},
		{`json: {"a":[]}`, codec.Text, `{"a":[1]}`, ".a: expected 0 elements, got 1 element"},
		{`json: {"a":{}}`, codec.Text, `{"a":[]}`, ".a: expected {}, got []"},
		{`json: []`, codec.Text, `{}`, ".: expected [], got {}"},
		{`json: {"a":1,"b":2}`, codec.Text, `{"a":0,"b":0}`, ".a: expected 1, got 0"},
		{`json: 1`, codec.Text, `"` + strings.Repeat("x", 200) + `"`, `.: expected 1, got "` + strings.Repeat("x", 99) + "…"},
		{`json: 1`, codec.Text, `{"a":`, "it is not JSON: unexpected end of JSON input"},
		{`json: 1`, codec.Text, `1 2`, "it is not JSON: invalid character '2' after top-level value"},
		{`json: 1`, codec.Text, ``, "it is not JSON: unexpected end of JSON input"},

		{`jq: .a > 1`, codec.Text, `{"a":2}`, matches},
		{`jq: .a > 1`, codec.Text, `{"a":1}`, "the filter's last output is false"},
		{`jq: .a`, codec.Text, `{"a":0}`, matches},
		{`jq: .a`, codec.Text, `{}`, "the filter's last output is null"},
		{`jq: .[]`, codec.Text, `[false,1]`, matches},
		{`jq: .[]`, codec.Text, `[1,null]`, "the filter's last output is null"},
		{`jq: empty`, codec.Text, `1`, "the filter has no output"},
		{`jq: 1, halt`, codec.Text, `1`, matches},
		{`jq: error("x")`, codec.Text, `1`, "the filter failed: error: x"},
		{`jq: .a`, codec.Text, `1`, "the filter failed: expected an object but got: number (1)"},
		{`jq: . == 18446744073709551615`, codec.Text, `18446744073709551615`, matches},
		{`jq: . == 18446744073709551615`, codec.Text, `18446744073709551614`, "the filter's last output is false"},
		{`jq: [.[] | type == "number"] | all`, codec.Binary, `[1, 1.5, -1e400, ` + strings.Repeat("9", 500) + `]`, matches},
		{`jq: .`, codec.Text, `x`, "it is not JSON: invalid character 'x' looking for beginning of value"},
		{`jq: env | length == 0`, codec.Text, `1`, matches},
	} {
		m, err := Parse(test.matcher)
		if err != nil {
			t.Errorf("%s: %v", test.matcher, err)
			continue
		}
		got := matches
		if mismatch := m.Match(test.kind, []byte(test.payload)); mismatch != nil {
			got = mismatch.String()
		}
		if got != test.why {
			t.Errorf("%s, %s %q: %q, want %q", test.matcher, test.kind, test.payload, got, test.why)
		}
	}
}

// An error stands at the character that is wrong, and says how to quote.
func TestParseRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"/abc":             `character 5: a regular expression ends with / or /i; "/abc"`,
		"/":                `character 2: a regular expression ends with / or /i; "/"`,
		"/a/b":             `character 4: a regular expression ends with / or /i; "/a/b"`,
		"/é**/":            "character 3: invalid nested repetition operator: **; \"/é**/\"",
		"/a(b/":            "character 5: missing closing ); \"/a(b/\"",
		"/a)b/i":           "character 3: unexpected ); \"/a)b/i\"",
		"/a[b/":            "character 3: missing closing ]: [b; \"/a[b/\"",
		"/a+x[z-a]/":       "character 6: invalid character class range: z-a; \"/a+x[z-a]/\"",
		`/a\`:              `character 4: a regular expression ends with / or /i; "/a\\"`,
		`"abc`:             `character 5: the JSON string has no closing "; "\"abc"`,
		`"a" b`:            `character 5: invalid character 'b' after top-level value; "\"a\" b"`,
		`"é\x"`:            `character 4: invalid character 'x' in string escape code; "\"é\\x\""`,
		"json: {":          `character 8: the JSON value is not complete; "json: {"`,
		"json:":            `character 6: the JSON value is not complete; "json:"`,
		`json: {"a":1,}`:   `character 14: invalid character '}' looking for beginning of object key string; "json: {\"a\":1,}"`,
		"json: 1 2":        `character 9: invalid character '2' after top-level value; "json: 1 2"`,
		"jq:":              `character 4: the jq filter is missing; "jq:"`,
		"jq: .a |":         `character 9: unexpected EOF; "jq: .a |"`,
		"jq: .é ":          `character 6: unexpected token "é"; "jq: .é "`,
		"jq: . | nope(1)":  `character 9: function not defined: nope/1; "jq: . | nope(1)"`,
		"jq: . + $x":       `character 9: variable not defined: $x; "jq: . + $x"`,
		"jq: input":        `character 5: input(s)/0 is not allowed; "jq: input"`,
		"hex: 0g":          `character 7: 'g' is no hex digit; "hex: 0g"`,
		"hex: 00 f":        `character 10: half a byte: the number of hex digits is odd; "hex: 00 f"`,
		"hex: é":           `character 6: 'é' is no hex digit; "hex: é"`,
		"base64: A*==":     `character 10: '*' has no place in base64 here; "base64: A*=="`,
		"base64: A":        `character 10: base64 ends in the middle of a byte; "base64: A"`,
		"base64: A===":     `character 10: '=' has no place in base64 here; "base64: A==="`,
		"base64: AAAA=":    `character 13: '=' has no place in base64 here; "base64: AAAA="`,
		"base64: AP8=AP8=": `character 13: 'A' has no place in base64 here; "base64: AP8=AP8="`,
		"base64: AA\nAA":   `character 11: a line break in base64; "base64: AA\nAA"`,
		"é\xff":            "character 2: not UTF-8, which no text message is; ",
	} {
		m, err := Parse(text)
		var syntax *SyntaxError
		if !errors.As(err, &syntax) {
			t.Errorf("%q: %v, %v", text, m, err)
			continue
		}
		if got := syntax.Error() + "; " + syntax.Quoted; got != want {
			t.Errorf("%q:\n%s, want\n%s", text, got, want)
		}
	}
}

// A filter that never ends doesn't hold up anything for ever.
func TestFilterIsBounded(t *testing.T) {
	for _, text := range []string{"jq: def f: f; f", "jq: repeat(.)", "jq: [range(1e18)]|length"} {
		m, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		endless, ok := m.(isTrue)
		if !ok || endless.limit <= 0 {
			t.Fatalf("%s: %#v", text, m)
		}
		endless.limit = 10 * time.Millisecond
		got := endless.Match(codec.Text, []byte("1"))
		if got == nil || got.Problem != "the filter had not ended after 10ms" {
			t.Errorf("%s: %v", text, got)
		}
	}
}

func TestShow(t *testing.T) {
	for _, test := range []struct {
		kind          codec.Type
		payload, want string
	}{
		{codec.Text, "hello  there", "hello  there"},
		{codec.Text, `{"a":"b"}`, `{"a":"b"}`},
		{codec.Text, "", `""`},
		{codec.Text, " a", `" a"`},
		{codec.Text, "/a/", `"/a/"`},
		{codec.Text, "jq: a", `"jq: a"`},
		{codec.Text, "a\n\t\x1b\u009b\u2028\U000e0001\\\"", `"a\n\t\u001b\u009b\u2028\udb40\udc01\\\""`},
		{codec.Binary, "\x00\xff", "hex: 00ff"},
		{codec.Binary, "", "hex:"},
		{codec.Text, strings.Repeat("é", 150), strings.Repeat("é", 100) + "… (300 bytes)"},
		{codec.Text, "x" + strings.Repeat("é", 150), "x" + strings.Repeat("é", 99) + "… (301 bytes)"},
	} {
		if got := Brief(test.kind, []byte(test.payload)); got != test.want {
			t.Errorf("%q: %s, want %s", test.payload, got, test.want)
		}
	}
}

// What is shown of a matcher is one, and the same.
func TestStringIsTheMatcher(t *testing.T) {
	for text, want := range map[string]string{
		"a": "a", `"a"`: "a", `"/a/"`: `"/a/"`, "/a/i": "/a/i", "hex: 00 Ff": "hex: 00ff", "base64: AP8": "hex: 00ff",
		"json:{ \"a\": 1.0 }": `json: {"a":1.0}`, "jq:.a": "jq: .a",
	} {
		m, err := Parse(text)
		if err != nil || m.String() != want {
			t.Errorf("%s: %v, %v", text, m, err)
		}
	}
}

// Parse takes anything; what it reads can be shown and read again, what it
// refuses can be quoted, and any message can be held against it.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"", "a", "/a/", "/a/i", "/(/", `"a"`, `"\ud800"`, `json: {"a":[1e5,"x"]}`, "jq: .a|.[0]?", "jq: def f: f; .", "hex: 00", "base64: AP8=", "\xff",
	} {
		f.Add(seed, []byte(`{"a":[1,2]}`), true)
	}
	f.Fuzz(func(t *testing.T, text string, payload []byte, isText bool) {
		m, err := Parse(text)
		var syntax *SyntaxError
		if errors.As(err, &syntax) {
			refused(t, text, syntax)
			return
		}
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		again, err := Parse(m.String())
		if err != nil || again.String() != m.String() {
			t.Errorf("%q is shown as %q, and that as %v (%v)", text, m, again, err)
		}
		if endless, ok := m.(isTrue); ok {
			endless.limit = time.Millisecond
		}
		kind := codec.Binary
		if isText {
			kind = codec.Text
		}
		if mismatch := m.Match(kind, payload); mismatch != nil {
			_ = mismatch.String()
		}
		shown, err := Parse(Show(codec.Binary, payload))
		if err != nil || shown.Match(codec.Binary, payload) != nil {
			t.Errorf("%q is shown as %v (%v)", payload, shown, err)
		}
	})
}

func refused(t *testing.T, text string, e *SyntaxError) {
	if e.Column() < 1 || e.Column() > len([]rune(text))+1 {
		t.Errorf("%q is wrong at character %d", text, e.Column())
	}
	if e.Quoted == "" {
		return
	}
	m, err := Parse(e.Quoted)
	if err != nil || m.Match(codec.Text, []byte(text)) != nil {
		t.Errorf("%q is quoted as %s: %v", text, e.Quoted, err)
	}
}

// A value comes out of a filter as it stands in the message.
func TestFilterLast(t *testing.T) {
	for _, test := range []struct{ filter, payload, want string }{
		{".user.id", `{"user":{"id":18446744073709551615}}`, "18446744073709551615"},
		{".[]", `["a","b"]`, "b"},
		{".a", `{}`, "<nil>"},
		{"empty", `1`, "nothing"},
		{".a", `1`, "the filter failed: expected an object but got: number (1)"},
		{".", `{`, "it is not JSON: unexpected end of JSON input"},
	} {
		f, err := ParseFilter(test.filter)
		if err != nil {
			t.Fatalf("%s: %v", test.filter, err)
		}
		value, found, err := f.Last([]byte(test.payload))
		got := fmt.Sprint(value)
		if !found {
			got = "nothing"
		}
		if err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%s of %s: %s, not %s", test.filter, test.payload, got, test.want)
		}
	}
	if _, err := ParseFilter(".a | nope"); err == nil || err.Error() != "character 6: function not defined: nope/0" {
		t.Error(err)
	}
}
