package codec

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"
)

func TestEvent(t *testing.T) {
	yes, no := true, false
	tests := []struct {
		event Event
		want  string
	}{
		{Event{Type: "open", URL: "ws://h/?a=1&b=<2>", Protocol: "v1", Extensions: "x", Status: 101, HTTP: "1.1", Headers: map[string][]string{"A": {"1", "2"}}, Code: 5, Address: "192.0.2.1:80", TLS: &TLS{"TLS 1.3", "X", ""}, Timings: &Timings{NameLookup: 0.1, Connect: 0.25}},
			`{"type":"open","url":"ws://h/?a=1&b=<2>","protocol":"v1","extensions":"x","status":101,"http":"1.1","headers":{"A":["1","2"]},"address":"192.0.2.1:80",` +
				`"tls":{"version":"TLS 1.3","cipher":"X","alpn":""},"timings":{"namelookup":0.1,"connect":0.25,"appconnect":0,"starttransfer":0,"open":0},`},
		{Event{Type: "open"}, `{"type":"open","url":"","protocol":"","extensions":"","status":0,"http":"","headers":{},"address":"","tls":null,`},
		{Event{Type: "ping", Data: []byte{0, 255}}, `{"type":"ping","data":"AP8=",`},
		{Event{Type: "pong"}, `{"type":"pong","data":"",`},
		{Event{Type: "close", Code: 1000, Reason: "bye", Clean: &yes}, `{"type":"close","code":1000,"reason":"bye","clean":true,`},
		{Event{Type: "close", Code: 1006, Clean: &no}, `{"type":"close","code":1006,"reason":"","clean":false,`},
		{Event{Type: "close"}, `{"type":"close","code":0,"reason":"","clean":false,`},
		{Event{Type: "error", Message: "a \"b\"\n", Code: 1}, `{"type":"error","message":"a \"b\"\n",`},
	}
	for _, tt := range tests {
		var out bytes.Buffer
		w := NewWriter(&out, JSON, WriterOptions{Now: clock})
		if err := w.Event(tt.event); err != nil {
			t.Error(err)
		}
		w.Flush()
		if want := tt.want + stamp; out.String() != want {
			t.Errorf("got %s, want %s", &out, want)
		}
	}
}

func TestEventRoundTrip(t *testing.T) {
	clean := true
	for _, e := range []Event{
		{Type: "open", URL: "ws://h/", Status: 101, Headers: map[string][]string{"A": {"1"}}},
		{Type: "pong", Data: []byte("x")},
		{Type: "close", Code: 1000, Clean: &clean},
	} {
		line, err := e.line(string(new(timestamp).append(nil, clock(), 9)))
		var got Event
		if err != nil || json.Unmarshal(line, &got) != nil || !reflect.DeepEqual(got, e) {
			t.Errorf("got %+v, want %+v; %v", got, e, err)
		}
	}
}

func TestEventElsewhere(t *testing.T) {
	for f := Lines; f < JSON; f++ {
		var out bytes.Buffer
		w := NewWriter(&out, f, WriterOptions{})
		err := w.Event(Event{Type: "open"})
		if w.Flush(); err != nil || out.Len() > 0 {
			t.Errorf("%v: wrote %q, %v", f, &out, err)
		}
	}
	w := NewWriter(&bytes.Buffer{}, JSON, WriterOptions{})
	if err := w.Event(Event{Type: "text"}); err == nil || w.buf.Buffered() > 0 {
		t.Errorf("an unknown event: %v", err)
	}
}

// What the server puts in a header or a reason must not control a terminal either.
func TestEventEscape(t *testing.T) {
	var out bytes.Buffer
	w := NewWriter(&out, JSON, WriterOptions{Now: clock, Escape: true})
	w.Event(Event{Type: "error", Message: "\x1b\x7f\u009b é"})
	w.Flush()
	if want := `{"type":"error","message":"\u001b\u007f\u009b é",` + stamp; out.String() != want {
		t.Errorf("got %s, want %s", &out, want)
	}
}
