package matcher

import (
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"wspipe/codec"
)

// Each row is one message and one matcher; "why" is the mismatch, or "matches".
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
		{`{"a": 1}`, codec.Text, `{"a":1,"b":2}`, ".b: expected nothing, got 2"},
		{`{"a":[1,{"b":2}]}`, codec.Text, `{"a":[1,{"b":3}]}`, ".a[1].b: expected 2, got 3"},
		{`[1]`, codec.Text, `[1,2]`, ".: expected 1 element, got 2 elements"},
		{`json {"a":1}`, codec.Text, `{"a":1}`, "without its colon this is literal text: json: is the mark"},
		{`jq .a`, codec.Text, `{"a":1}`, "without its colon this is literal text: jq: is the mark"},
		{`json is fun`, codec.Text, `json is fun`, matches},
		{`json`, codec.Text, `x`, ""},
		{strings.Repeat("x", 50), codec.Text, strings.Repeat("x", 45) + "y", "it differs after 45 bytes"},

		{"/b/", codec.Text, "abc", matches},
		{"/^b/", codec.Text, "abc", ""},
		{"/B/", codec.Text, "abc", ""},
		{"/B/i", codec.Text, "abc", matches},
		{"/a/b/", codec.Text, "xa/bx", matches},
		{`/a\/b/`, codec.Text, "xa/bx", matches},
		{"//", codec.Text, "", matches},
		{"/é./", codec.Text, "é😀", matches},
		{"/b/", codec.Binary, "abc", matches},
		{"/^é$/", codec.Binary, "é", matches},
		{"/b/", codec.Binary, "b\xff", "it is binary, and not UTF-8"},
		{"/c/", codec.Binary, "ab", ""},

		{`"hello"`, codec.Text, "hello", matches},
		{`"/a/"`, codec.Text, "/a/", matches},
		{`"a\n\u00e9"`, codec.Text, "a\né", matches},
		{`"hello"`, codec.Binary, "hello", "it is binary, not text"},

		{"hex: 00 fF", codec.Binary, "\x00\xff", matches},
		{"hex:00ff", codec.Binary, "\x00\xff", matches},
		{"hex:", codec.Binary, "", matches},
		{"hex: 00ff", codec.Binary, "\x00", ""},
		{"hex: 00 ?? ff", codec.Binary, "\x00\x01\xff", matches},
		{"hex: 00 ?? ff", codec.Binary, "\x00\xff", ""},
		{"hex: 00??ff", codec.Binary, "\x00\x01\xff\xff", ""},
		{"hex: 00 .. ff", codec.Binary, "\x00\xff", matches},
		{"hex: 00 .. ff", codec.Binary, "\x00\x01\x02\xff", matches},
		{"hex: 00 .. ff", codec.Binary, "\x00", ""},
		{"hex: ..", codec.Binary, "", matches},
		{"hex: .. 01 ?? .. 03", codec.Binary, "\x00\x01\x01\x02\x03", matches},
		{"hex: .. 01 02 .. 02", codec.Binary, "\x01\x02", ""},
		{"hex: ..", codec.Text, "a", "it is text, not binary"},
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
		{`json: 1`, codec.Text, `1 2`, matches},
		{`json: {"id":2}`, codec.Text, "{\"id\":1}\n{\"id\":2}\n", matches},
		{`json: {"id":3}`, codec.Text, `{"id":1}{"id":2}`, "none of its 2 JSON values matches, the first because of .id: expected 3, got 1"},
		{`json: 1`, codec.Text, `1 x`, "it is not JSON: invalid character 'x' after top-level value"},
		{`json: 1`, codec.Text, `1 {`, "it is not JSON: invalid character '{' after top-level value"},
		{`json: {"id": * , "a":[*,2]}`, codec.Text, `{"id":{"x":[]},"a":[null,2]}`, matches},
		{`json: {"id":*}`, codec.Text, `{}`, `.id: expected "*", got nothing`},
		{`json: {"a":[*]}`, codec.Text, `{"a":[1,2]}`, ".a: expected 1 element, got 2 elements"},
		{`json: *`, codec.Text, `1`, matches},
		{`json: "*"`, codec.Text, `"x"`, `.: expected "*", got "x"`},
		{`json: "\"*"`, codec.Text, `"\"*"`, matches},
		{`jq: .id == 2`, codec.Text, "{\"id\":1}\n{\"id\":2}", matches},
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

// An error is reported at the character that is wrong, and says how to quote.
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
		"hex: 0?":          `character 7: '?' goes with no '0': ?? is any byte, and .. any number of bytes; "hex: 0?"`,
		"hex: ?0":          `character 7: '0' goes with no '?': ?? is any byte, and .. any number of bytes; "hex: ?0"`,
		"hex: 00 ?":        `character 10: ?? is any byte: one ? is missing; "hex: 00 ?"`,
		"hex: ...":         `character 9: .. is any number of bytes: one . is missing; "hex: ..."`,
		"json: {*:1}":      `character 8: invalid character '*' looking for beginning of object key string; "json: {*:1}"`,
		"json: [1*]":       `character 9: invalid character '*' after array element; "json: [1*]"`,
		"json: **":         `character 7: invalid character '*' looking for beginning of value; "json: **"`,
		"schema:":          `character 8: the FILE with the schema is missing; "schema:"`,
		"schema: none":     "character 9: none: " + syscall.ENOENT.Error() + `; "schema: none"`,
		"hex: é":           `character 6: 'é' is no hex digit; "hex: é"`,
		"base64: A*==":     `character 10: '*' is not a base64 character; "base64: A*=="`,
		"base64: A":        `character 10: base64 ends with a single character, which is not a whole byte; "base64: A"`,
		"base64: A===":     `character 10: padding where none belongs; "base64: A==="`,
		"base64: AAAA=":    `character 13: padding where none belongs; "base64: AAAA="`,
		"base64: AP8=AP8=": `character 13: base64 goes on after its padding; "base64: AP8=AP8="`,
		"base64: AA\nAA":   `character 11: '\n' is not a base64 character; "base64: AA\nAA"`,
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

// A filter that never ends, or never stops growing, is stopped.
func TestFilterIsBounded(t *testing.T) {
	late, large := bounds{10 * time.Millisecond, 1 << 30}, bounds{time.Minute, 16 << 20}
	for text, limit := range map[string]bounds{
		"def f: f; f": late, "repeat(.)": late, "last(range(1e18))": late,
		"[range(1e18)] | length": large, "[repeat(.)] | length": large,
	} {
		m, err := Parse("jq: " + text)
		if err != nil {
			t.Fatal(err)
		}
		endless, ok := m.(isTrue)
		if !ok || endless.limit != (bounds{filterTime, filterMemory}) {
			t.Fatalf("%s: %#v", text, m)
		}
		endless.limit = limit
		want := "the filter had not ended after 10ms"
		if limit == large {
			want = "the filter took more than 16 MiB of memory"
		}
		if got := endless.Match(codec.Text, []byte("1")); got == nil || got.Problem != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

// Memory that a filter has released doesn't count.
func TestFilterMayThrowAway(t *testing.T) {
	f, err := ParseFilter("reduce range(20000) as $i (0; . + ([range(50)] | length))")
	if err != nil {
		t.Fatal(err)
	}
	f.limit = bounds{time.Minute, 16 << 20}
	if value, found, err := f.Last([]byte("1")); value != 1000000 || !found || err != nil {
		t.Error(value, found, err)
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
		{codec.Text, "@file", `"@file"`},
		{codec.Binary, `{"a":1}` + "\n", `"{\"a\":1}\n" (binary)`},
		{codec.Binary, "a\x00", "hex: 6100"},
		{codec.Binary, strings.Repeat("é", 150), strings.Repeat("é", 100) + "… (binary, 300 bytes)"},
		{codec.Binary, strings.Repeat("\xff", 300), "hex: " + strings.Repeat("ff", 200) + "… (300 bytes)"},
		{codec.Binary, "", "hex:"},
		{codec.Text, strings.Repeat("é", 150), strings.Repeat("é", 100) + "… (300 bytes)"},
		{codec.Text, "x" + strings.Repeat("é", 150), "x" + strings.Repeat("é", 99) + "… (301 bytes)"},
	} {
		if got := Brief(test.kind, []byte(test.payload)); got != test.want {
			t.Errorf("%q: %s, want %s", test.payload, got, test.want)
		}
	}
}

// A matcher's String parses as the same matcher.
func TestStringIsTheMatcher(t *testing.T) {
	for text, want := range map[string]string{
		"a": "a", `"a"`: "a", `"/a/"`: `"/a/"`, "/a/i": "/a/i", "hex: 00 Ff": "hex: 00ff", "base64: AP8": "hex: 00ff",
		"hex:0102??..03": "hex: 0102 ?? .. 03", `json:{ "a": [ *,1 ] }`: `json: {"a":[*,1]}`,
		"json:{ \"a\": 1.0 }": `json: {"a":1.0}`, "jq:.a": "jq: .a",
	} {
		m, err := Parse(text)
		if err != nil || m.String() != want {
			t.Errorf("%s: %v, %v", text, m, err)
		}
	}
}

// Parse accepts any text: what it parses can be shown and parsed again, what it rejects can be
// quoted, and any message can be matched against it.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"", "a", "/a/", "/a/i", "/(/", `"a"`, `"\ud800"`, `json: {"a":[1e5,"x"]}`, "jq: .a|.[0]?", "jq: def f: f; .", "hex: 00", "hex: 00 ?? 01 .. ff", `json: [*,{"a": *}]`, "schema: a", "base64: AP8=", "\xff",
	} {
		f.Add(seed, []byte(`{"a":[1,2]}`), true)
	}
	f.Fuzz(func(t *testing.T, text string, payload []byte, isText bool) {
		m, err := ParseReading(text, schemas)
		var syntax *SyntaxError
		if errors.As(err, &syntax) {
			refused(t, text, syntax)
			return
		}
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		again, err := ParseReading(m.String(), schemas)
		if err != nil || again.String() != m.String() {
			t.Errorf("%q is shown as %q, and that as %v (%v)", text, m, again, err)
		}
		if endless, ok := m.(isTrue); ok {
			endless.limit = bounds{time.Millisecond, filterMemory}
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

// schemas replaces files.
func schemas(name string) ([]byte, error) {
	text, ok := map[string]string{
		"a":        `{"type":"object","required":["id"],"properties":{"id":{"type":"integer","maximum":1e3},"user":{"$ref":"user"}}}`,
		"user":     `{"type":"object","required":["name"]}`,
		"seven":    `{"$schema":"http://json-schema.org/draft-07/schema#","type":["number","string"]}`,
		"four":     `{"$schema":"http://json-schema.org/draft-04/schema#"}`,
		"network":  `{"$ref":"https://example.com/schema"}`,
		"folder/a": `{"properties":{"b":{"$ref":"b"},"up":{"$ref":"../user"}}}`,
		"folder/b": `{"type":"null"}`,
		"broken":   `{"type":`,
		"type":     `{"type":1}`,
	}[name]
	if !ok {
		return nil, fmt.Errorf("%s: no such file", name)
	}
	return []byte(text), nil
}

func TestSchema(t *testing.T) {
	for _, test := range []struct{ schema, payload, why string }{
		{"a", `{"id":7,"user":{"name":"ann"}}`, ""},
		{"a", `{"id":7.0}`, ""},
		{"a", `{"id":"7"}`, `has type "string", want "integer"`},
		{"a", `{"id":7.5}`, `want "integer"`},
		{"a", `{"id":1e999999999}`, "maximum"},
		{"a", `{}`, `missing properties: ["id"]`},
		{"a", `{"id":7,"user":{}}`, `missing properties: ["name"]`},
		{"a", "[]\n" + `{"id":7}`, ""},
		{"a", `x`, "it is not JSON"},
		{"seven", `1`, ""},
		{"seven", `null`, "has type"},
		{"folder/a", `{"b":null,"up":{"name":1}}`, ""},
		{"folder/a", `{"b":1}`, "has type"},
	} {
		m, err := ParseReading("schema: "+test.schema, schemas)
		if err != nil {
			t.Errorf("%s: %v", test.schema, err)
			continue
		}
		mismatch := m.Match(codec.Binary, []byte(test.payload))
		if (mismatch == nil) != (test.why == "") || mismatch != nil && !strings.Contains(mismatch.String(), test.why) {
			t.Errorf("%s, %s: %v, want %q", test.schema, test.payload, mismatch, test.why)
		}
	}
	for name, want := range map[string]string{
		"four": "four is of http://json-schema.org/draft-04/schema#", "network": "https://example.com/schema: only files are read",
		"broken": "broken is not a JSON Schema", "type": "type is not a JSON Schema", "missing": "missing: no such file",
	} {
		if m, err := ParseReading("schema: "+name, schemas); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, %v", name, m, err)
		}
	}
}

// The values of a regular expression's groups have their names.
func TestGroups(t *testing.T) {
	m, err := Parse(`/(?P<id>\d+) (?:(?P<a>x)|(?P<b>y)) (z)/`)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(GroupNames(m), Groups(m, []byte("12 y z"))); got != "[id a b] map[a: b:y id:12]" {
		t.Error(got)
	}
	for text, want := range map[string]string{"/b(.)/": "c", "/b./": "bc", "/(x)?b/": ""} {
		m, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got, mismatch := Find(m, codec.Binary, []byte("abc")); mismatch != nil || got != want {
			t.Errorf("%s: %q, %v", text, got, mismatch)
		}
	}
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

// A filter outputs a value as it is written in the message.
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

func TestDoubt(t *testing.T) {
	for text, doubted := range map[string]bool{
		"jsn: {}": true, "schma: f": true, "bas64: AA==": true, "regex: x": true, "hxe: 00": true,
		"json: {}": false, `"jsn: {}"`: false, "/jsn: /": false, "jsn:{}": false, "name: x": false, "a jsn: x": false, "": false,
	} {
		if got := Doubt(text); (got != "") != doubted {
			t.Errorf("%s: %q", text, got)
		}
	}
}
