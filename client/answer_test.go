package client

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"net/url"
	"strings"
	"testing"
)

func TestReadAnswers(t *testing.T) {
	for _, test := range []struct{ text, status, header, stray, body string }{
		{text: "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nx-a:  b \r\n\r\nno!", status: "403 Forbidden", header: "x-a=b", body: "no"},
		{text: "HTTP/1.0 200\n\nall", status: "200", body: "all"},
		{text: "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 500 No\r\n\r\n", status: "500 No"},
		{text: "HTTP/1.1 503 No\r\nstray\r\nbad name: x\r\nX: a\r\n\tb\r\nContent-Length: x\r\n\r\nbody", status: "503 No", header: "X=a b", stray: "stray", body: "body"},
		{text: "HTTP/1.1 503 No\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n", status: "503 No", body: "no"},
		{text: "HTTP/1.1 101 Switching Protocols\r\nConnection: close\r\nConnection: Upgrade\r\n\r\n", status: "101 Switching Protocols", header: "Connection=close,Upgrade"},
	} {
		r := bufio.NewReader(strings.NewReader(test.text))
		a, err := readAnswers(r)
		if err != nil {
			t.Errorf("%q: %v", test.text, err)
			continue
		}
		resp := a.response(true)
		body, _ := io.ReadAll(a.body(r))
		name, values, _ := strings.Cut(test.header, "=")
		if resp.Status != test.status || strings.Join(resp.Header[name], ",") != values || a.stray != test.stray || string(body) != test.body {
			t.Errorf("%q: %q, %v, %q, %q", test.text, resp.Status, resp.Header, a.stray, body)
		}
	}
}

func TestReadAnswersRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"220 mail.example.org ESMTP ready\r\n":     `the answer is not HTTP, but begins with "220 mail.example.org ESMTP ready"`,
		"HTTP/1.1 20 OK\r\n\r\n":                   `the answer is not HTTP, but begins with "HTTP/1.1 20 OK"`,
		"HTTP/x 200 OK\r\n\r\n":                    `the answer is not HTTP, but begins with "HTTP/x 200 OK"`,
		"\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00": "the answer is HTTP/2, to a request in HTTP/1.1",
		"\x15\x03\x03\x00\x02\x02\x46":             "the server speaks TLS there (wss:// connects with it)",
		"\x1b[31m\n":                               "the answer is not HTTP",
	} {
		_, err := readAnswers(bufio.NewReader(io.MultiReader(strings.NewReader(text), neverEnds{t})))
		var other *notHTTPError
		if !errors.As(err, &other) || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	for _, text := range []string{"", "HT", "HTTP/1.1 200 OK", "HTTP/1.1 200 OK\r\nX: y\r\n"} {
		if _, err := readAnswers(bufio.NewReader(strings.NewReader(text))); !brokeOff(err) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// neverEnds is a connection on which nothing more arrives.
type neverEnds struct{ t *testing.T }

func (n neverEnds) Read([]byte) (int, error) {
	n.t.Error("more was waited for")
	return 0, io.EOF
}

// Whatever arrives is the head of an answer or an error; what follows the head stays in
// the reader.
func FuzzReadAnswers(f *testing.F) {
	for _, seed := range []string{
		"HTTP/1.1 101 x\r\nUpgrade: websocket\r\n\r\nrest", "HTTP/1.1 100\n\nHTTP/1.0 403 No\nX:\n y\nstray\n\nbody",
		"HTTP/1.1 500\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n", "HTTP/1.1 404 \r\nContent-Length: 3\r\n\r\nabcd", "220 mail",
	} {
		f.Add([]byte(seed))
	}
	ws, err := New("ws://h", Options{Protocols: []string{"one"}})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r := bufio.NewReader(bytes.NewReader(data))
		a, err := readAnswers(r)
		if err != nil {
			return
		}
		rest, _ := r.Peek(r.Buffered())
		if !bytes.HasSuffix(data, rest) || a.status < 101 || a.status > 999 || !strings.HasPrefix(a.proto, "HTTP/") {
			t.Fatalf("%q: %+v, %q", data, a, rest)
		}
		for name := range a.response(true).Header {
			if !IsToken(name) {
				t.Errorf("%q: a header %q", data, name)
			}
		}
		header := a.response(false).Header
		if err := ws.verify(a, &HandshakeError{Header: header}); err == nil && (a.proto != "HTTP/1.1" || header.Get("Sec-WebSocket-Protocol") != "one") {
			t.Errorf("%q passes", data)
		}
		if body, _ := io.ReadAll(a.body(r)); len(body) > len(data) {
			t.Errorf("%q has a body of %d bytes", data, len(body))
		}
	})
}

// A tunnel starts with the first byte after the proxy's answer.
func FuzzTunnel(f *testing.F) {
	f.Add([]byte("HTTP/1.1 200 OK\r\n\r\nrest"), true)
	f.Add([]byte("HTTP/1.1 407 No\r\nProxy-Authenticate: NTLM, Basic realm=\"a,b\"\r\n\r\n"), true)
	f.Add([]byte("\x05\x02\x01\x00\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x50rest"), false)
	f.Add([]byte("\x05\x00\x05\x05"), false)
	f.Add([]byte("\x00\x5a\x00\x50\x7f\x00\x00\x01rest"), false)
	f.Add([]byte("\x00\x5b\x00\x00\x00\x00\x00\x00"), false)
	proxy := &url.URL{Host: "h:1", User: url.UserPassword("me", "secret")}
	f.Fuzz(func(t *testing.T, data []byte, http bool) {
		conn := net.Conn(&saidConn{r: bytes.NewReader(data)})
		tunnel, err := conn, error(nil)
		switch {
		case http:
			tunnel, err = dialer{}.connect(conn, proxy, "h:80")
		case bytes.HasPrefix(data, []byte{0}):
			err = socks4(conn, proxy, "h:80")
		default:
			err = socks(conn, proxy, "h:80")
		}
		if err != nil {
			if err.Error() == "" || strings.Contains(err.Error(), "secret") && !bytes.Contains(data, []byte("secret")) {
				t.Errorf("%q: %v", data, err)
			}
			return
		}
		if rest, _ := io.ReadAll(tunnel); !bytes.HasSuffix(data, rest) {
			t.Errorf("%q: the tunnel begins with %q", data, rest)
		}
	})
}

// saidConn is a connection that accepts all writes and reads from r.
type saidConn struct {
	net.Conn
	r io.Reader
}

func (c *saidConn) Read(p []byte) (int, error)  { return c.r.Read(p) }
func (c *saidConn) Write(p []byte) (int, error) { return len(p), nil }
