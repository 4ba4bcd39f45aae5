package recording

import (
	"testing"

	"wspipe/codec"
)

const zeros = "\x00\x00\x00\x00\x00\x00\x00"

func TestLoose(t *testing.T) {
	for text, want := range map[string]string{
		`hello 42`:        "",
		`{"a":1,"b":"x"}`: "",
		`{"ok":true,"at":"2026-11-24T12:00:00Z"}`:                                  `json: {"ok":true,"at":*}`,
		`{"x":"5f0c1a52-93cb-4a5c-9d0b-0f6a4c1de111","n":[1,{"t":1764000000123}]}`: `json: {"x":*,"n":[1,{"t":*}]}`,
		`{"list":[1764000000123],"a":1}`:                                           `json: {"list":[*],"a":1}`,
		`[1764000000123]`:                                                          `json: [*]`,
		`0{"sid":"lv_VI97HAXpY6yYWAAAB","up":[]}`:                                  `/^0\{"sid":".+","up":\[\]\}$/`,
		"at 12:30:01 done":                                                         `/^at .+ done$/`,
		"token=AbCdEf0123456789xyz.":                                               `/^token=.+\.$/`,
		"cus_9s6XKzkNRiz8i3AB paid":                                                `/^.+ paid$/`,
		"session lvXVIxHAXpYyyYWAAAAB":                                             `/^session .+$/`,
		"getElementsByTagName no-2024-08 e-mail_12345678":                          "",
		"two\nlines 1764000000\n":                                                  `/(?s)^two\nlines .+\n$/`,
		`id 01JDF8Q3ZJ4M7P2V9XK5T6W8YB`:                                            `/^id .+$/`,
		`{"when":"Tue, 24 Nov 2026 13:15:48 GMT","n":1}`:                           `json: {"when":*,"n":1}`,
		`since 1795526130.81 s`:                                                    `/^since .+ s$/`,
		`token eyJhbGciOi.eyJzdWIiOiIx.SflKxwRJ`:                                   `/^token .+$/`,
		"x264 and utf8 in 3.14 or v1.2.3":                                          "",
		"internationalization-of-everything":                                       "",
		"license AB12-CD34-EF56":                                                   `/^license .+$/`,
		"you are 127.0.0.1:54321, it took 1.25ms or 7ms":                           `/^you are .+, it took .+ or .+$/`,
		`{"kernel_id":17,"pingInterval":25,"valid":3,"seqNo":1}`:                   `json: {"kernel_id":*,"pingInterval":25,"valid":3,"seqNo":1}`,
		`{"id":"","ok":null,"at":true}`:                                            "",
		"CONNECTED\nsession:7\nversion:1.2\n\n\x00":                                `/(?s)^CONNECTED\nsession:.+\nversion:1\.2\n\n\x{0}$/`,
		`<open id='x1' v="1"/>`:                                                    `/^<open id='.+' v="1"/>$/`,
		`{"5f0c1a52-93cb-4a5c-9d0b-0f6a4c1de111":{"n":1}}`:                         `/^\{".+":\{"n":1\}\}$/`,
		"{\n  \"id\": 5,\n  \"a\": \"$${x} ${y}\"\n}":                              `json: {"id":*,"a":"$$${x} $${y}"}`,
		"${a} \\ / 1764000000":                                                     `/^[$]\{a\} \\ / .+$/`,
		"{\"id\":1}\n{\"id\":2}\n":                                                 `/(?s)^\{"id":.+\}\n\{"id":.+\}\n$/`,
		`{"a":"WWQL-QGKK-GPCS-GQPM-3HSL-XMSQ","b":"SOME-MORE-TEXT-HERE"}`:          `json: {"a":*,"b":"SOME-MORE-TEXT-HERE"}`,
		"{\"n\":1}\n{\"n\":2}\n":                                                   "",
		"{\"id\":\"9f86d081884c7d65\"}\x1e":                                        `/^\{"id":".+"\}\x{1e}$/`,
	} {
		if got := Loose(codec.Text, []byte(text)); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", text, got, want)
		}
	}
}

func TestLooseBinary(t *testing.T) {
	for payload, want := range map[string]string{
		"\x00\x01\xff":                       "",
		"\xff\x00 id 9f86d081884c7d65;\x80a": "hex: ff0020696420 .. 3b8061",
		// a table of offsets: 2, and where the parts begin and end
		"\x02" + zeros + "\x18" + zeros + "\x2e" + zeros + "id: 9f86d081884c7d65;\x80": "hex: 020000000000000018000000000000" + "00????????????????69643a20 .. 3b80",
		"INFO {\"client_id\":5,\"v\":1} \r\n":                                          `/(?s)^INFO \{"client_id":.+,"v":1\} \r\n$/`,
		`{"at":1764000000123}`:                                                         `json: {"at":*}`,
	} {
		if got := Loose(codec.Binary, []byte(payload)); got != want {
			t.Errorf("%q:\n%s\nwant\n%s", payload, got, want)
		}
	}
}
