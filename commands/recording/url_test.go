package recording

import (
	"strings"
	"testing"

	"wspipe/commands/transcript"
)

func TestURLLines(t *testing.T) {
	for url, want := range map[string]string{
		"ws://h/":                       "ws://h/",
		"ws://h/?":                      "ws://h/?",
		"ws://h/${a}?room=1&b=${c}":     "ws://h/$${a}?room=1&b=$${c}",
		"ws://h/?token=s3cret&room=1":   "ws://h/?token=${TOKEN}&room=1",
		"ws://h/?access_token=a&x":      "ws://h/?access_token=${ACCESS_TOKEN}&x",
		"ws://h/?api-key=a%2Bb=&token=": "ws://h/?api-key=${API_KEY}&token=",
		"ws://h/?t=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N": "ws://h/?t=${T}",
		"ws://h/in/eyJhbGciOi.eyJzdWIiOjF9.dozjgNry/x?token=s3cret&y=1":                     "ws://h/in/${TOKEN}/x?token=${TOKEN_2}&y=1",
		"ws://h/?token=a&token=b&token=c&TOKEN=d":                                           "ws://h/?token=${TOKEN}&token=${TOKEN_2}&token=${TOKEN_3}&TOKEN=${TOKEN_4}",
		"ws://h/?1sid=a&sid=b&é=9f86d081884c7d659a2feaa0c55ad015":                           "ws://h/?1sid=a&sid=${SID}&é=${_}",
		"ws://h/?keyboard=de&monkey=1&author=ann":                                           "ws://h/?keyboard=de&monkey=1&author=ann",
	} {
		text := urlLines(url, map[string]bool{})
		line := strings.TrimSuffix(text[strings.LastIndex(strings.TrimSuffix(text, "\n"), "\n")+1:], "\n")
		if line != "url "+want {
			t.Errorf("%s: %s, want %s", url, line, want)
		}
		for _, secret := range []string{"s3cret", "eyJ", "9f86"} {
			if strings.Contains(text, secret) {
				t.Errorf("%s: %s", url, text)
			}
		}
		known := func(string) (string, bool) { return "x", true }
		if _, errs := transcript.Parse("t", []byte(text), transcript.Options{Lookup: known}); len(errs) > 0 {
			t.Errorf("%s: %v", url, errs[0])
		}
	}
}
