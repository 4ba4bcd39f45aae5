package results

import (
	"strings"
	"testing"
	"time"
)

// Any results can be printed, and yield well-formed XML that Jenkins and GitLab accept, TAP with
// the right structure, and JSON that reads back as what went in.
func FuzzReports(f *testing.F) {
	for i, text := range hostile {
		f.Add("chat.wst", text, text, text, text, "a\n\n"+text, uint16(7), uint16(6), uint16(3), uint8(i%8), int64(i)*1e8)
		f.Add(text, "", "", "", "", text, uint16(0), uint16(i), uint16(2*i), uint8(1), int64(50*(i-10)))
	}
	f.Fuzz(func(t *testing.T, file, step, problem, expected, got, entries string, line, steps, passed uint16, status uint8, took int64) {
		if file == "" {
			return // not a possible file name
		}
		// As long as a run may take, so that the year stays within RFC 3339.
		r := Result{File: file, Began: noon, Took: time.Duration(took % int64(100*time.Hour)), Steps: int(steps), Passed: int(passed)}
		r.Failure = &Failure{
			Line: int(line), Step: step, Problem: problem, Expected: expected, Got: got, Detail: got + step, Status: int(status),
			Conversation: strings.Split(entries, "\n"),
		}
		ok := r
		ok.Failure, ok.Updated = nil, int(passed)
		all := []Result{ok, r, r, ok}

		wantPrinted(t, r)
		wantPrinted(t, ok)
		wantTAP(t, all)
		wantJSON(t, all)
		document := junit(all[1:])
		if err := wellFormedJUnit(document); err != nil {
			t.Errorf("%v in\n%s", err, document)
			return
		}
		wantRead(t, r, document)
	})
}
