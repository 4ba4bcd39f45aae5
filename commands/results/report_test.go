package results

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

func TestParseReport(t *testing.T) {
	for value, want := range map[string]Report{
		"junit=report.xml": {"junit", "report.xml"},
		"tap=-":            {"tap", "-"},
		"json=a=b.json":    {"json", "a=b.json"},
		`junit=C:\a b.xml`: {"junit", `C:\a b.xml`},
	} {
		got, err := ParseReport(value)
		if err != nil || got != want || got.Kind() != want.kind || got.File() != want.file {
			t.Errorf("%s: %+v, %v", value, got, err)
		}
	}
	for value, want := range map[string]string{
		"":          `"" is not a report: there are junit=FILE, tap=FILE, json=FILE and github=FILE, where - is stdout`,
		"html=a":    `"html=a" is not a report: there are junit=FILE, tap=FILE, json=FILE and github=FILE, where - is stdout`,
		"JUnit=a":   `"JUnit=a" is not a report: there are junit=FILE, tap=FILE, json=FILE and github=FILE, where - is stdout`,
		"a.xml":     `"a.xml" is not a report: there are junit=FILE, tap=FILE, json=FILE and github=FILE, where - is stdout`,
		"tap=":      `"tap=" names no file: tap=FILE, or tap=- for stdout`,
		"json":      `"json" names no file: json=FILE, or json=- for stdout`,
		"a\n\x1b=b": `"a\n\x1b=b" is not a report: there are junit=FILE, tap=FILE, json=FILE and github=FILE, where - is stdout`,
	} {
		if got, err := ParseReport(value); err == nil || err.Error() != want {
			t.Errorf("%q: %+v, %v", value, got, err)
		}
	}
}

func TestReportWrite(t *testing.T) {
	for value, want := range map[string]string{"junit=-": "<?xml ", "tap=-": "TAP version ", "json=-": "{"} {
		r, err := ParseReport(value)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := r.Write(&b, []Result{failedResult()}); err != nil || !strings.HasPrefix(b.String(), want) {
			t.Errorf("%s: %v, %s", value, err, b.String())
		}
		full := errors.New("no space left on device")
		if err := r.Write(failingWriter{full}, nil); !errors.Is(err, full) {
			t.Errorf("%s: %v", value, err)
		}
	}
}

type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }
