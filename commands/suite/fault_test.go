package suite

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wspipe/client"
	"wspipe/commands/results"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
	"wspipe/commands/transcript"
)

// A fault in one file leaves the others alone.
func TestFaultInOneFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "ok.wst")
	if err := os.WriteFile(name, []byte("url echo:\n> a\n< a\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	echo := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ws := client.Accept(w, r, client.Options{})
		ws.OnMessage = func(e client.MessageEvent) {
			text, _ := e.Text()
			_ = ws.SendText(text)
		}
		_ = ws.Run(context.Background())
	}))
	defer echo.Close()
	o := Options{Files: []string{name}, Jobs: 2}
	o.Echo = func() (string, func(), error) { return "ws" + strings.TrimPrefix(echo.URL, "http"), func() {}, nil }
	files := readTranscripts(o, nil)
	faulty := transcriptFile{Transcript: &transcript.Transcript{File: "faulty.wst", Steps: []transcript.Step{
		{Line: 3, Name: "nobody", Text: "close", Action: transcript.Close{Code: 1000}}, // the parser rejects this
	}}}
	c := &suite{o: o, voice: &stdio.Voice{W: io.Discard}}
	c.o.Client.CloseTimeout = time.Second
	empty := transcriptFile{name: "empty.wst"} // and this
	all := c.runAll(context.Background(), append(transcriptFiles{faulty, empty}, files...), func(results.Result) {})
	if f := all[0].Failure; f == nil || f.Status != status.Fault || f.Line != 3 || !strings.Contains(f.Problem, "please report this line") {
		t.Errorf("%+v", f)
	}
	if f := all[1].Failure; f == nil || f.Status != status.Fault || all[1].File != "empty.wst" {
		t.Errorf("%+v", f)
	}
	if all[2].Failure != nil {
		t.Errorf("%+v", all[2].Failure)
	}
	err := checked(all)
	if status.Of(err) != status.Fault || strings.Contains(status.Complaint(err), "report") {
		t.Error(status.Complaint(err))
	}
}
