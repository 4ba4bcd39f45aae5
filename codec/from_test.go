package codec_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"wspipe/codec"
)

// Lines of JSON contain the number and the end of the client, for messages and events alike, unless From gives none.
func TestWriterFrom(t *testing.T) {
	var out bytes.Buffer
	w := codec.NewWriter(&out, codec.JSON, codec.WriterOptions{Now: func() time.Time { return time.Unix(0, 0) }})
	for _, from := range []codec.From{{Client: 7, End: "server"}, {}} {
		for _, err := range []error{w.MessageFrom(from, codec.Text, strings.NewReader("a")), w.Event(codec.Event{Type: "close", Code: 1000, From: from})} {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	const at = `"time":"1970-01-01T00:00:00.000000000Z"}` + "\n"
	want := `{"type":"text","data":"a","client":7,"from":"server",` + at + `{"type":"close","code":1000,"reason":"","clean":false,"client":7,"from":"server",` + at +
		`{"type":"text","data":"a",` + at + `{"type":"close","code":1000,"reason":"","clean":false,` + at
	if out.String() != want {
		t.Errorf("%s\nwant\n%s", out.String(), want)
	}
}
