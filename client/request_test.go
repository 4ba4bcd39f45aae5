package client

import (
	"net/http"
	"reflect"
	"testing"
)

func TestRequest(t *testing.T) {
	ws, err := New("ws://example.org:80/100%/?a=%", Options{
		Header:      http.Header{"x-One": {"1", "2"}, "upgrade": {"x"}, "X-Two": {""}},
		Compression: true, CompressionParameters: "server_max_window_bits=9",
	})
	if err != nil {
		t.Fatal(err)
	}
	e := &exchange{ws: ws, target: ws.url, login: &login{}}
	r := e.request(http.Header{"Sec-Websocket-Key": {"key"}, "Upgrade": {"websocket"}})
	const want = "GET /100%/?a=% HTTP/1.1\r\nHost: example.org\r\nUpgrade: websocket\r\nSec-WebSocket-Key: key\r\n" +
		"Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=9\r\nX-Two: \r\nx-One: 1\r\nx-One: 2\r\n\r\n"
	if got := string(r.bytes(ws.url)); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	traced, spelled := r.forTrace(ws.url), "x-One"
	if traced.RequestURI != "/100%/?a=%" || traced.Host != "example.org" || !reflect.DeepEqual(traced.Header[spelled], []string{"1", "2"}) {
		t.Errorf("traced %+v", traced)
	}
}

func TestRequestCheck(t *testing.T) {
	for _, header := range []http.Header{{"a b": {"x"}}, {"": {"x"}}, {"X": {"a\r\nY: b"}}, {"Host": {"h\n"}}} {
		ws, err := New("ws://h", Options{Header: header})
		if err != nil {
			t.Fatal(err)
		}
		e := &exchange{ws: ws, target: ws.url, login: &login{}}
		if e.request(http.Header{}).check() == nil {
			t.Errorf("%q can't be sent", header)
		}
	}
}
