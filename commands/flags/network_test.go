package flags

import (
	"fmt"
	"testing"
)

func TestParseResolve(t *testing.T) {
	for value, want := range map[string]string{
		"h.test:80:127.0.0.1":           "h.test:80 [127.0.0.1]",
		"h.test:80:::1":                 "h.test:80 [::1]",
		"h.test:80:[::1],192.0.2.1":     "h.test:80 [::1 192.0.2.1]",
		"[2001:db8::1]:443:[fe80::1%x]": "[2001:db8::1]:443 [fe80::1%x]",
		"*:80:127.0.0.1":                "*:80 [127.0.0.1]",
		"":                              "",
		"h.test":                        "",
		"h.test:80":                     "",
		"h.test:80:":                    "",
		"h.test:80:other.test":          "",
		"h.test:80:127.0.0.1,":          "",
		":80:127.0.0.1":                 "",
		"[::1]80:127.0.0.1":             "",
		"h.test:http:127.0.0.1":         "",
		"h.test:0:127.0.0.1":            "",
		"h.test:65536:127.0.0.1":        "",
	} {
		key, addrs, err := parseResolve(value)
		shown := ""
		if err == nil {
			shown = fmt.Sprint(key, " ", addrs)
		}
		if shown != want {
			t.Errorf("%q: %q, %v, want %q", value, shown, err, want)
		}
	}
}
