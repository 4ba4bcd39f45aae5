package transcript

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"wspipe/codec"
)

func known(name string) (string, bool) {
	value, ok := map[string]string{"PORT": "8080", "WHO": `a"b`, "DOTS": "a.b", "SLASH": "/x/", "LATE": "from outside"}[name]
	return value, ok
}

func parse(t *testing.T, text string, o Options) []Step {
	t.Helper()
	if o.Lookup == nil {
		o.Lookup = known
	}
	tr, errs := Parse("a.wst", []byte(text), o)
	if len(errs) > 0 {
		t.Fatalf("%q: %v", text, errs)
	}
	return tr.Steps
}

// Each line is parsed, and shown again as what it will do.
func TestParse(t *testing.T) {
	steps := parse(t, strings.Join([]string{
		"\ufeff# a comment",
		"",
		"  url ws://127.0.0.1:${PORT}/chat  ",
		"> hello  there ",
		`>	"  # \u0007"`,
		"> /not a regex",
		"> hex: 00 ff\r",
		"> base64: AP8=",
		"> ${WHO}${SLASH}",
		"> cost: $${5}, $x",
		"timeout 2s",
		"< hello",
		"<< /a${DOTS}$/i",
		`< json: {"who":"${WHO}","n":${PORT}}`,
		"< ${SLASH}",
		`< "${WHO}"`,
		"ignore /beat/",
		"quiet 0.2",
		"capture id .user.id",
		"> ${id} ${LATE}",
		"capture LATE .x",
		"> ${LATE}",
		`< json: {"id":"${id}"}`,
		"close 4000 bye ${id}",
		"closed 4000 /b.e/",
		"@b url ws://h/",
		"@b ignore x",
		"@b close",
		"url ws://h/2",
		"closed",
		"url ws://h/a b?x=${WHO}&y=${PORT}",
		"header X-Who: ${PORT}",
		"subprotocol a",
		"subprotocol b",
		"origin https://h",
		"user me:pw",
		"compress client_max_window_bits",
		"insecure",
		"# still beneath the url line",
		"nopong",
		`opened json: {"status":101}`,
		"<& a",
		"<<& /(?P<n>.)/",
		"< x ${n}",
		"<? /y(?P<m>.)/",
		"> {\"w\":\"${WHO}${n}\"}",
		">? json: {}",
		`> 42["${WHO}"]`,
		"never b",
		"answer /(?P<z>.) => a/ => ${z}${m}",
		"every 2s ${n:-none}",
		`split "\n"`,
		"capture a /x/",
		"capture b hex 1..3",
		"set s $WHO + $n",
		"print",
		"print .x",
		"save a${PORT}.txt",
		"save b base64: .x",
		"sleep 1s",
		"ping ${PORT}",
		"@c url ws://${PORT}",
		"@c rejected 403 /no/",
		"drop",
	}, "\n"), Options{})
	v := Values{"id": `1"`, "LATE": "captured", "n": `"`, "m": "M", "z": "Z"}
	var got []string
	for _, s := range steps {
		got = append(got, fmt.Sprintf("%d %s%s", s.Line, s.Name, show(t, s.Action, v)))
	}
	want := []string{
		"3 url ws://127.0.0.1:8080/chat",
		"4 > text hello  there",
		"5 > text   # \a",
		"6 > text /not a regex",
		"7 > binary \x00\xff",
		"8 > binary \x00\xff",
		`9 > text a"b/x/`,
		"10 > text cost: ${5}, $x",
		"11 timeout 2s",
		"12 < hello true",
		`13 << /aa\.b$/i false`,
		`14 < json: {"who":"a\"b","n":8080} false`,
		`15 < "/x/" false`,
		`16 < a"b false`,
		"17 ignore true /beat/",
		"18 quiet 200ms",
		"19 capture id .user.id",
		`20 > text 1" from outside`,
		"21 capture LATE .x",
		"22 > text captured",
		`23 < json: {"id":"1\""} false`,
		`24 close 4000 bye 1"`,
		"25 closed 4000 /b.e/",
		"26 burl ws://h/",
		"27 bignore false x",
		"28 bclose 1000 ",
		"29 url ws://h/2",
		"30 closed 0 <nil>",
		`31 url ws://h/a b?x=a%22b&y=8080 {[X-Who: 8080] [a b] https://h me:pw client_max_window_bits true true 0}`,
		"40 nopong",
		`41 opened json: {"status":101}`,
		"42 < a true, row of 1",
		"43 << /(?P<n>.)/ false, row of 1",
		"44 < /y(?P<m>.)/ false",
		`46 > text {"w":"a\"b\""}, or json: {}`,
		`48 > text 42["a\"b"]`,
		"49 never true b",
		"50 answer true /(?P<z>.) => a/ => text ZM",
		`51 every 2s text "`,
		`52 split true "\n"`,
		"53 capture a regex /x/",
		"54 capture b bytes 1 to 3",
		`55 set s a"b"`,
		"56 print ",
		"57 print .x",
		"58 save a8080.txt  false",
		"59 save b .x true",
		"60 sleep 1s",
		"61 ping 8080",
		"62 curl ws://8080 {[] []   <nil> false false 403}",
		"63 crejected 403 /no/",
		"64 drop",
	}
	if !reflect.DeepEqual(got, want) {
		for i := range max(len(got), len(want)) {
			if i >= len(got) || i >= len(want) || got[i] != want[i] {
				t.Errorf("step %d:\n%q\n%q", i, got[min(i, len(got)-1)], want[min(i, len(want)-1)])
			}
		}
	}
}

func show(t *testing.T, action Action, v Values) string {
	t.Helper()
	text, err := "", error(nil)
	switch a := action.(type) {
	case Open:
		h := a.Handshake(v)
		if fmt.Sprint(h) == fmt.Sprint(Handshake{}) {
			return "url " + a.URL(v)
		}
		compress := "<nil>"
		if h.Compress != nil {
			compress = *h.Compress
		}
		return fmt.Sprintf("url %s {%v %v %s %s %s %v %v %d}", a.URL(v), h.Headers, h.Protocols, h.Origin, h.User, compress, h.Insecure, h.Nopong, h.Rejected)
	case Opened:
		m, e := a.Matcher(v)
		text, err = fmt.Sprint("opened ", m), e
	case Rejected:
		m, e := a.Body(v)
		text, err = fmt.Sprint("rejected ", a.Code, " ", m), e
	case Never:
		m, e := a.Matcher(v)
		text, err = fmt.Sprint("never ", a.All, " ", m), e
	case Answer:
		m, e := a.Matcher(v)
		kind, payload, failed := a.Message(v)
		text, err = fmt.Sprintf("answer %v %v => %v %s", a.All, m, kind, payload), errors.Join(e, failed)
	case Every:
		kind, payload, e := a.Message(v)
		text, err = fmt.Sprintf("every %v %v %s", a.Interval, kind, payload), e
	case Split:
		return fmt.Sprintf("split %v %q", a.All, a.Separator)
	case Set:
		script, e := a.Script(v)
		if e != nil {
			t.Error(e)
			return ""
		}
		last, _, e := script.Last(nil, func(name string) string { return a.Value(v, name) })
		text, err = fmt.Sprintf("set %s %v", a.Variable, last), e
	case Print:
		return "print " + a.Filter(v)
	case Save:
		return fmt.Sprintf("save %s %s %v", a.File(v), a.Filter(v), a.Base64)
	case Sleep:
		return "sleep " + a.For.String()
	case Ping:
		return "ping " + a.Text(v)
	case Drop:
		return "drop"
	case Nopong:
		return "nopong"
	case Send:
		var kind codec.Type
		var payload []byte
		kind, payload, err = a.Message(v)
		text = fmt.Sprintf("> %v %s", kind, payload)
		if m, _ := a.Loose(v); m != nil {
			text += fmt.Sprintf(", or %v", m)
		}
	case Expect:
		m, e := a.Matcher(v)
		text, err = fmt.Sprintf("%s %v %v", map[bool]string{false: "<", true: "<<"}[a.Skip], m, a.IsLiteral()), e
		if a.Row != nil {
			text += fmt.Sprintf(", row of %d", len(a.Row.Steps))
		}
	case Ignore:
		m, e := a.Matcher(v)
		text, err = fmt.Sprintf("ignore %v %v", a.All, m), e
	case Capture:
		m, e := a.Regex(v)
		switch {
		case m != nil:
			return fmt.Sprintf("capture %s regex %v", a.Variable, m)
		case a.To > 0:
			return fmt.Sprintf("capture %s bytes %d to %d", a.Variable, a.From, a.To)
		}
		text, err = "capture "+a.Variable+" "+a.Filter(v), e
	case Timeout:
		return "timeout " + a.Limit.String()
	case Quiet:
		return "quiet " + a.For.String()
	case Close:
		reason, e := a.Reason(v)
		text, err = fmt.Sprintf("close %d %s", a.Code, reason), e
	case Closed:
		m, e := a.Reason(v)
		text, err = fmt.Sprintf("closed %d %v", a.Code, m), e
	}
	if err != nil {
		t.Errorf("%#v: %v", action, err)
	}
	return text
}

func TestParseRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":                                          "1:1: there is no conversation in it",
		"# only\n\n":                                "1:1: there is no conversation in it",
		"> a\n< b":                                  "1:1: there is no connection yet: a url line opens it",
		"@a url ws://h/\n@b > x":                    "2:4: there is no @b: @b url opens it (there are @a)",
		"@b ignore x\nurl ws://h/":                  "1:4: there is no @b: @b url opens it",
		"url ftp://h\n> a":                          `1:5: syntax error in the URL: the scheme "ftp" is not ws, wss, http, https or ws+unix`,
		"url":                                       "1:4: the URL is missing",
		"url ftp://h/":                              `1:5: syntax error in the URL: the scheme "ftp" is not ws, wss, http, https or ws+unix`,
		"url ws://h/\nurl ws://h/":                  "2:1: the connection is open already: close or closed ends it",
		"url ws://h/\n  >a":                         "2:4: a space goes after >",
		"url ws://h/\n<<a":                          "2:3: a space goes after <<",
		"url ws://h/\n>":                            `2:2: the message is missing ("" is the empty text)`,
		"url ws://h/\n< ":                           `2:2: the matcher is missing ("" is the empty text)`,
		"url ws://h/\nsay hi":                       `2:1: "say" begins no line: wspipe help transcripts has the words that do, and # begins a comment`,
		"url ws://h/\nclosd 1000":                   `2:1: "closd" begins no line: close?`,
		"url ws://h/\n< é /(/\n< /(/":               `3:5: missing closing ) (quoted, it means the text itself: "/(/")`,
		"url ws://h/\n<  json: {\"a\":1,}":          `2:17: invalid character '}' looking for beginning of object key string (quoted, it means the text itself: "json: {\"a\":1,}")`,
		"url ws://h/\n> hex: 0":                     `2:9: half a byte: the number of hex digits is odd (quoted, it means the text itself: "hex: 0")`,
		"url ws://h/\n> \"a":                        `2:5: the JSON string has no closing " (quoted, it means the text itself: "\"a")`,
		"url ws://h/\n> ${NOPE}":                    "2:3: there is no ${NOPE}: -D NOPE=VALUE, the environment or a capture line before gives it ($${ is ${ itself)",
		"url ws://h/\n> ${1}":                       "2:3: ${ begins no ${NAME} (letters, digits and _, no digit first); $${ is ${ itself",
		"url ws://h/\n> é${":                        "2:4: ${ begins no ${NAME} (letters, digits and _, no digit first); $${ is ${ itself",
		"url ws://h/\ncapture id .id":               "2:1: there is no message to capture yet: >, < or << has one",
		"url ws://h/\n< a\ncapture 1d .id":          "3:9: after capture goes the NAME for ${NAME}: letters, digits and _, no digit first",
		"url ws://h/\n@a < x\n@a < y":               "2:4: there is no @a: @a url opens it",
		"@a url ws://h/\n< x":                       "2:1: which connection is meant? There are @a: one of them goes before <",
		"@a: url ws://h/":                           "1:3: after @ goes the name of a connection, of letters, digits, - and _, and then a space",
		"@a url ws://h/\n@a < x\n<? *":              "3:1: the line above is about @a: @a goes before <?, too",
		"@a url ws://h/\n@a > x\n>? *":              "3:1: the line above is about @a: @a goes before >?, too",
		"url ws://h/\n@a url ws://h/\n> x\n@a >? *": "4:4: the line above is about the connection without a name: no @a goes before >?",
		"@a url ws://h/\n@b url ws://h/\n@a < x\n@b <? *":     "4:4: the line above is about @a: @a goes before <?, too",
		"url ws://h/\n@a url ws://h/\nheader A: b":            "3:1: the line above is about @a: @a goes before header, too",
		"url ws://h/\n@a url ws://h/\nrejected 401":           "3:1: the line above is about @a: @a goes before rejected, too",
		"url ws://h/\n@a url ws://h/\n@a < x\ncapture id .id": "4:1: the line above is about @a: @a goes before capture, too",
		"url ws://h/\n@a url ws://h/\n@a < x\nprint .id":      "4:1: the line above is about @a: @a goes before print, too",
		"url ws://h/\nheader \u00c9: x":                       "2:8: a header is NAME: VALUE",
		"@a":                                                  "1:3: after the name of a connection goes what it is about, such as > or <",
		"url ws://h/\n@a timeout 1s":                          "2:4: timeout is for all connections: no @a goes before it",
		"url ws://h/\ntimeout 0":                              "2:9: 0s is too short",
		"url ws://h/\nquiet soon":                             "2:7: not a duration, such as 500ms, 2s, 1m, or a number of seconds",
		"url ws://h/\nclose 1006":                             "2:1: close code must be from 1000 to 1003, 1007 to 1014, or 3000 to 4999, not 1006",
		"url ws://h/\nclose bye":                              `2:7: "bye" is not a close code, which goes before the reason`,
		"url ws://h/\nclose 1000 hex: 00":                     "2:1: a close reason is text",
		"url ws://h/\nclose\n> x":                             "3:1: the connection has been closed by the close line before",
		"url ws://h/\nclosed\n< x":                            "3:1: the connection has been closed: another url line opens a new one",
		"url ws://h/\nclosed 99":                              "2:8: 99 is not a close code, which are from 1000 to 4999 (0 or 1005: none, 1006: dropped)",
		"url ws://h/\n> a\x1b[1m":                             `2:4: a control character; in "…" it can be written as \u001b`,
		"url ws://h/\n> a\xff":                                "2:4: not UTF-8 (hex: and base64: are for binary messages)",
		"url ws://h/\n> a\n>b\n<c":                            "3:2: a space goes after >\na.wst:4:2: a space goes after <",
		"url ws://h/\n< x\ncapture d 1\nquiet ${d}":           "4:7: a duration can't be a captured value",
	} {
		_, errs := Parse("a.wst", []byte(text), Options{Lookup: known})
		var got []string
		for _, err := range errs {
			got = append(got, err.Error())
		}
		if strings.Join(got, "\n") != "a.wst:"+want {
			t.Errorf("%q:\n%s\nwant\na.wst:%s", text, strings.Join(got, "\n"), want)
		}
	}
}

// Only the line that doesn't parse is blamed, not those that build on it.
func TestOneMistakeIsOneError(t *testing.T) {
	for text, line := range map[string]int{
		"url ws://${NOPE}/\nheader A: b\n> a\n< b":                1,
		"@a url\n@a rejected 403":                                 1,
		"@a url ftp://h/\n@a subprotocol x\n@a > a":               1,
		"url ws://h/\nrejected 99\ncapture x .\nurl ws://h/":      2,
		"url ws://h/\n> ${NOPE}\n>? /a/\ncapture x .\n> ${x}":     2,
		"url ws://h/\n< /(/\n<? /a/\ncapture x .":                 2,
		"url ws://h/\n<& /(/\n<? /a/\n<& b":                       2,
		"url ws://h/\nopened /(/\ncapture x .":                    2,
		"url ws://h/\n< a\ncapture x [\n> ${x}":                   3,
		"url ws://h/\ncapture x .\n> ${x}":                        2,
		"url ws://h/\nset x [\n> ${x}":                            2,
		"url ws://h/\nset x $nope\nset y $x\n> ${y}":              2,
		"url ws://h/\nclose bye\nurl ws://h/\n> a":                2,
		"url ws://h/\nclosed 99\nurl ws://h/\n> a":                2,
		"url ws://h/\ndrop it\nurl ws://h/\n> a":                  2,
		"url ws://h/\nrun date\ncapture x .\nset y .\n> ${x}${y}": 2,
	} {
		_, errs := Parse("a.wst", []byte(text), Options{Lookup: known})
		if len(errs) != 1 || errs[0].Line != line {
			t.Errorf("%q: %v, want an error of line %d", text, errs, line)
		}
	}
}

func TestURLOfTheCommandLine(t *testing.T) {
	for text, want := range map[string]string{
		"url ws://h/\n> a": "ws://x/",
		"> a":              "ws://x/",
		"timeout 1s\nignore b\n@a url ws://h/\n@a > a\n@b url ws://h/\n@b > b": "ws://x/ ws://x/",
		"url ws://h/${PORT}\nclose\nclosed\nurl ws://h/2":                      "ws://x/ ws://x/",
	} {
		var got []string
		for _, s := range parse(t, text, Options{URL: "ws://x/"}) {
			if open, ok := s.Action.(Open); ok {
				got = append(got, open.URL(nil))
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	_, errs := Parse("a.wst", []byte("@alice url ws://h/\n@alcie > a"), Options{URL: "ws://x/"})
	if len(errs) != 1 || errs[0].Error() != "a.wst:2:8: there is no @alcie: @alcie url opens it (there are @alice)" {
		t.Error(errs)
	}
}

// A password in a URL is never shown.
func TestURLsAreShownWithoutPasswords(t *testing.T) {
	for _, text := range []string{
		"> a", "url ws://name:secret@h/", "url name:secret@h/@", "url echo:\n< a\ncapture P .p\nclose\nurl ws://name:secret@h:${P}/@",
		"url echo:\n< a\ncapture P .p\nclose\nurl name:secret@h:${P}/",
		"url echo:\n< a\ncapture P .p\nclose\nurl ws://name:secret/#${P}@h/",
	} {
		o := Options{}
		if text == "> a" {
			o.URL = "name:secret@h/"
		}
		for _, step := range parse(t, text, o) {
			if strings.Contains(step.Text, "secret") || strings.Count(step.Text, "ws://") > 1 {
				t.Errorf("shown: %s", step.Text)
			}
		}
	}
}

func TestRewrite(t *testing.T) {
	text := "url ws://h/\r\n  @a  <   old \r\n< json: {}\n<\tx"
	got := string(Rewrite([]byte(text), map[int]string{2: `"new ${x}"`, 4: "hex: 00"}))
	if want := "url ws://h/\r\n  @a  <   \"new $${x}\" \r\n< json: {}\n<\thex: 00"; got != want {
		t.Errorf("%q\n%q", got, want)
	}
}

// Any transcript is either parsed or rejected, and whatever was parsed can be run: no value turns
// it into something else.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"url ws://h/\n> a\n< /b/", "@a url ws://h/\n@a << json: {\"x\":\"${PORT}\"}\n@a capture x .a\n@a > ${x}", "timeout 1s\nquiet 1", "close 1000 \"a\"\nclosed 4000 /x/", "> $${\n< hex: ${PORT}",
		"url ws://h/${PORT:-1}\nheader A: b\nuser a:b\ncompress\nrejected 403 /x/", "<& a\n<& /(?P<n>.)/\n<<& b\n< c\n<? /d/\n> e\n>? f", "answer /(?P<n>.)/ => ${n}\nnever x\nsplit \"\\n\"\nevery 1 a",
		"> a\ncapture x /./\ncapture y hex 0..1\nset z $x + uuid\nprint .\nsave ${z} base64: .", "include a\n> @b\n< schema: c\nsleep 1\nping a\nnopong\ndrop", "run x\nset y .\nprint"} {
		f.Add(seed, `a"\`)
	}
	f.Fuzz(func(t *testing.T, text, value string) {
		tr, errs := Parse("f", []byte(text), Options{URL: "ws://h/", Lookup: known, AllowRun: len(value)%2 == 0, Read: func(name string) ([]byte, error) {
			return []byte("> " + value + "\ninclude " + name + "x\n{}"), nil
		}})
		if (tr == nil) == (len(errs) == 0) {
			t.Fatalf("%v, %v", tr, errs)
		}
		if tr == nil {
			return
		}
		for _, s := range tr.Steps {
			values := Values{}
			for _, other := range tr.Steps {
				if c, ok := other.Action.(Capture); ok {
					values[c.Variable] = value
				}
			}
			use(t, s, values)
		}
	})
}

func use(t *testing.T, s Step, v Values) {
	switch a := s.Action.(type) {
	case Send:
		if _, _, err := a.Message(v); err != nil && !a.message.written.captured() {
			t.Errorf("%q: %v", s.Text, err)
		}
	case Expect:
		if _, err := a.Matcher(v); err != nil && !a.pattern.written.captured() {
			t.Errorf("%q: %v", s.Text, err)
		}
	case Closed:
		_, _ = a.Reason(v)
	case Close:
		_, _ = a.Reason(v)
	}
}

// What the recorder writes parses as the same message.
func FuzzWritten(f *testing.F) {
	f.Add("hello", true)
	f.Add("${x} $${", true)
	f.Add("\x00\xff", false)
	f.Fuzz(func(t *testing.T, payload string, isText bool) {
		kind := codec.Binary
		if isText {
			kind, payload = codec.Text, strings.ToValidUTF8(payload, "?")
		}
		line := Notation(kind, []byte(payload))
		steps := parse(t, "> "+line+"\n< "+line, Options{URL: "ws://h/"})
		gotKind, got, err := steps[1].Action.(Send).Message(nil)
		if err != nil || gotKind != kind || string(got) != payload {
			t.Errorf("%q became %q: %v", payload, got, err)
		}
		m, err := steps[2].Action.(Expect).Matcher(nil)
		if err != nil || m.Match(kind, []byte(payload)) != nil {
			t.Errorf("%q is not matched by %v: %v", payload, m, err)
		}
	})
}
