package codec

import (
	"strings"
	"testing"
)

func TestAddressed(t *testing.T) {
	tests := []struct {
		line   string
		kind   Type
		data   string
		client int
		err    string
	}{
		{`{"type":"text","data":"a"}`, Text, "a", 0, ""},
		{`{"type":"text","data":"a","client":null}`, Text, "a", 0, ""},
		{`{"type":"text","data":"a","client":2}`, Text, "a", 2, ""},
		{`{"c\u006cient":3,"type":"ping"}`, Ping, "", 3, ""},
		{`{"type":"binary","data":"AP8=","client":10}`, Binary, "\x00\xff", 10, ""},
		{`{"type":"close","client":2}`, Close, "\x03\xe8", 2, ""},
		{`{"type":"cl\u006fse","client":2,"code":4000}`, Close, "\x0f\xa0", 2, ""},
		{`{"type":"close","client":2,"code":4000,"reason":"gone \u00e4","clean":true,"time":"x"}`, Close, "\x0f\xa0gone ä", 2, ""},
		{`{"type":"close","client":2,"code":0}`, Close, "", 2, ""},
		{`{"type":"close","client":2,"code":1005}`, Close, "", 2, ""},
		{`{"type":"close","client":2,"code":70000}`, 0, "", 0, "line 2: 70000 is not a close code"},
		{`{"type":"close","client":2,"code":-1}`, 0, "", 0, "line 2: -1 is not a close code"},
		{`{"type":"close","client":2,"code":"x"}`, 0, "", 0, `line 2: "code" is not a number, or "reason" not a string`},
		{`{"type":"text","data":"a","client":0}`, 0, "", 0, `line 2: "client" is not a client's number`},
		{`{"type":"text","data":"a","client":"2"}`, 0, "", 0, `line 2: "client" is not a client's number`},
		{`{"type":"text","data":"a","client":1.5}`, 0, "", 0, `line 2: "client" is not a client's number`},
		// These are skipped.
		{`{"type":"close","code":4000}`, Ping, "", 0, ""},
		{`{"type":"open","client":2}`, Ping, "", 0, ""},
		{`{"type":"pong","client":2,"data":"AA=="}`, Ping, "", 0, ""},
		{`{"type":"error","client":2,"message":"x"}`, Ping, "", 0, ""},
	}
	for _, tt := range tests {
		r := NewReader(strings.NewReader("\n"+tt.line+"\n"+`{"type":"ping"}`), JSON, ReaderOptions{Addressed: true})
		p, err := r.Next()
		problem := ""
		if err != nil {
			problem = err.Error()
		}
		if p.Type != tt.kind || string(p.Data) != tt.data || p.Client != tt.client || problem != tt.err {
			t.Errorf("%s is %v %q for %d, %q", tt.line, p.Type, p.Data, p.Client, problem)
		}
	}
}

// Without Addressed nothing is closed, and other formats address no client.
func TestNotAddressed(t *testing.T) {
	r := NewReader(strings.NewReader(`{"type":"close","client":2}`+"\n"+`{"type":"ping"}`), JSON, ReaderOptions{})
	if p, err := r.Next(); p.Type != Ping || err != nil {
		t.Errorf("%v, %v", p, err)
	}
	r = NewReader(strings.NewReader("a\n"), Lines, ReaderOptions{Addressed: true})
	if p, err := r.Next(); p.Client != 0 || err != nil {
		t.Errorf("%d, %v", p.Client, err)
	}
}
