package client

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"slices"

	"golang.org/x/net/http/httpguts"
)

// request is the header of the opening handshake, in the order and spelling in which it
// is sent: both matter to some servers.
type request []field

// request adds the Host, the offer of compression, and the user's fields to those of
// the library.
func (e *exchange) request(handshake http.Header) request {
	own := e.ws.header(e.target)
	if e.login.authorization != "" {
		deleteField(own, "Authorization")
		own.Set("Authorization", e.login.authorization)
	}
	host := fieldOf(own, "Host")
	if host == "" {
		host = e.target.hostHeader()
	}
	r := request{{"Host", host}}
	for _, name := range []string{"Upgrade", "Connection", "Sec-WebSocket-Key", "Sec-WebSocket-Version", "Sec-WebSocket-Protocol"} {
		if value := handshake.Get(name); value != "" {
			r = append(r, field{name, value})
		}
		deleteField(own, name)
	}
	if e.ws.offer != nil {
		r = append(r, field{"Sec-WebSocket-Extensions", e.ws.offer.String()})
	}
	for _, name := range []string{"Host", "Sec-WebSocket-Extensions", "Content-Length", "Transfer-Encoding"} {
		deleteField(own, name)
	}
	for _, name := range slices.Sorted(maps.Keys(own)) {
		for _, value := range own[name] {
			r = append(r, field{name, value})
		}
	}
	return r
}

// check checks that all names and values are valid (RFC 9110, section 5.5).
func (r request) check() error {
	for _, f := range r {
		if !httpguts.ValidHeaderFieldName(f.name) {
			return fmt.Errorf("invalid header field name %q", f.name)
		}
		if !httpguts.ValidHeaderFieldValue(f.value) {
			return fmt.Errorf("invalid value of the header field %s", f.name)
		}
	}
	return nil
}

// bytes returns the request as it is sent.
func (r request) bytes(l location) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "GET %s HTTP/1.1\r\n", l.target())
	for _, f := range r {
		b.WriteString(f.name + ": " + f.value + "\r\n")
	}
	b.WriteString("\r\n")
	return b.Bytes()
}

// forTrace returns the request as net/http's type.
func (r request) forTrace(l location) *http.Request {
	req := &http.Request{
		Method: http.MethodGet, URL: l.url(), RequestURI: l.target(), Host: r[0].value,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{},
	}
	for _, f := range r[1:] {
		req.Header[f.name] = append(req.Header[f.name], f.value)
	}
	return req
}
