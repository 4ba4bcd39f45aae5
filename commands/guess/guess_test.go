package guess

import "testing"

func TestNearest(t *testing.T) {
	words := []string{"connect", "send", "listen", "serve", "check", "help", "max-message-size"}
	for written, want := range map[string]string{
		"conect": "connect", "connetc": "connect", "sned": "send", "snd": "send", "lsiten": "listen", "chekc": "check",
		"max-mesage-sise": "max-message-size", "server": "serve", "hepl": "help",
		"": "", "x": "", "hxlx": "", "fly": "", "publish": "", "é": "", "connections": "",
	} {
		if got := Nearest(written, words); got != want {
			t.Errorf("%q: %q, want %q", written, got, want)
		}
	}
}
