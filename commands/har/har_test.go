package har

import (
	"bytes"
	"strings"
	"testing"

	"wspipe/commands/stdio"
	"wspipe/commands/transcript"
)

// Whatever a HAR contains, the import's result can be parsed.
func FuzzImport(f *testing.F) {
	for _, seed := range []string{
		`{"request":{"url":"wss://ann:b@a/?token=b","headers":[{"name":"origin","value":"https://a"}]},"response":{"status":101}}`,
		`{"request":{"url":"http://a"},"response":{"status":403},"_webSocketMessages":[{"type":"error","data":"no"}]}`,
		`{"request":{"url":"ws://a"},"_webSocketMessages":[{"type":"send","time":1e300,"opcode":1,"data":"a\u0000\nb"},{"type":"receive","time":-1,"opcode":2,"data":"AP8="}]}`,
		`{"request":{"url":"ws://a/${b}","headers":[{"name":"Cookie","value":"a"},{"name":"Sec-WebSocket-Protocol","value":"a,,b c"}]},"_webSocketMessages":[]}`,
	} {
		f.Add(seed)
	}
	given := func(name string) (string, bool) { return "00", name == strings.ToUpper(name) }
	f.Fuzz(func(t *testing.T, entry string) {
		text := `{"log":{"entries":[` + strings.Replace(entry, `{`, `{"_resourceType":"websocket",`, 1) + `]}}`
		var out, said bytes.Buffer
		err := Run(Options{File: "-"}, stdio.Streams{In: strings.NewReader(text), Out: &out, Err: &said})
		if err != nil {
			if out.Len() > 0 {
				t.Errorf("%v, and\n%s", err, out.String())
			}
			return
		}
		if _, errs := transcript.Parse("t", out.Bytes(), transcript.Options{Lookup: given}); len(errs) > 0 {
			t.Errorf("%v in\n%s", errs[0], out.String())
		}
	})
}
