package client

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"net/textproto"
	"strconv"
	"strings"
	"unicode"
)

// answer is the start of an HTTP/1 response. net/http rejects a whole response for one
// bad line, and with it the status, which everybody needs; and it treats a 101 with an
// unusual header field as an ordinary response.
type answer struct {
	proto  string // HTTP/1.1
	status int
	reason string
	fields []field // as they were sent
	stray  string  // the first line that isn't a field
}

type field struct{ name, value string }

// notHTTPError reports a response that isn't HTTP/1.
type notHTTPError struct{ begin []byte }

func (e *notHTTPError) Error() string {
	line, _, _ := bytes.Cut(e.begin, []byte("\n"))
	text := strings.TrimRight(string(line), "\r")
	switch {
	case len(e.begin) >= 4 && e.begin[0] == 0 && e.begin[3] == 4: // a SETTINGS frame (RFC 9113, section 3.4)
		return "the answer is HTTP/2, to a request in HTTP/1.1"
	case len(e.begin) >= 2 && e.begin[0] == 0x15 && e.begin[1] == 3: // an alert (RFC 8446, section 5.1)
		return "the server speaks TLS there (wss:// connects with it)"
	case text == "" || strings.ContainsFunc(text, func(r rune) bool { return r == unicode.ReplacementChar || !unicode.IsPrint(r) }):
		return "the answer is not HTTP"
	}
	return fmt.Sprintf("the answer is not HTTP, but begins with %q", text)
}

// readAnswers reads the final answer, and skips interim ones (RFC 9110, section 15.2).
func readAnswers(r *bufio.Reader) (answer, error) {
	for {
		a, err := readAnswerHead(r)
		if err != nil || a.status/100 != 1 || a.status == http.StatusSwitchingProtocols {
			return a, err
		}
	}
}

func readAnswerHead(r *bufio.Reader) (answer, error) {
	var a answer
	err := expectHTTP(r)
	if err != nil {
		return a, err
	}
	line, err := readLine(r)
	if err != nil {
		return a, err
	}
	if !a.setStatus(line) {
		return a, &notHTTPError{[]byte(line)}
	}
	for {
		if line, err = readLine(r); err != nil || line == "" {
			return a, err
		}
		a.addField(line)
	}
}

// expectHTTP peeks at no more bytes than it must: there may be no more.
func expectHTTP(r *bufio.Reader) error {
	const begin = "HTTP/"
	for n := 1; n <= len(begin); n++ {
		got, err := r.Peek(n)
		if err != nil {
			return err
		}
		if string(got) != begin[:n] {
			const enough = 80
			shown, _ := r.Peek(min(r.Buffered(), enough))
			return &notHTTPError{bytes.Clone(shown)}
		}
	}
	return nil
}

// readLine reads a line, which must be complete.
func readLine(r *bufio.Reader) (string, error) {
	line, err := r.ReadString('\n')
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return strings.TrimRight(line, "\r\n"), err
}

// version returns the version of HTTP, such as 1.1 or 2.
func (a *answer) version() string {
	return strings.TrimSuffix(strings.TrimPrefix(a.proto, "HTTP/"), ".0")
}

func (a *answer) setStatus(line string) bool {
	proto, rest, _ := strings.Cut(line, " ")
	code, reason, _ := strings.Cut(strings.TrimLeft(rest, " "), " ")
	status, err := strconv.ParseUint(code, 10, 16)
	if _, _, ok := http.ParseHTTPVersion(proto); !ok || err != nil || len(code) != 3 || status < 100 {
		return false
	}
	a.proto, a.status, a.reason = proto, int(status), reason
	return true
}

// addField adds a field, or the continuation of the last one (RFC 9112, section 5.2).
func (a *answer) addField(line string) {
	name, value, ok := strings.Cut(line, ":")
	switch last := len(a.fields) - 1; {
	case (line[0] == ' ' || line[0] == '\t') && last >= 0:
		a.fields[last].value += " " + strings.Trim(line, " \t")
	case ok && IsToken(name):
		a.fields = append(a.fields, field{name, strings.Trim(value, " \t")})
	case a.stray == "":
		a.stray = line
	}
}

// response returns the answer as net/http's type. If asSent, the header's names are
// spelled as they were sent.
func (a answer) response(asSent bool) *http.Response {
	resp := &http.Response{
		Proto:      a.proto,
		StatusCode: a.status,
		Status:     strings.TrimRight(strconv.Itoa(a.status)+" "+a.reason, " "),
		Header:     http.Header{},
		Body:       http.NoBody,
	}
	resp.ProtoMajor, resp.ProtoMinor, _ = http.ParseHTTPVersion(a.proto)
	for _, f := range a.fields {
		name := f.name
		if !asSent {
			name = textproto.CanonicalMIMEHeaderKey(name)
		}
		resp.Header[name] = append(resp.Header[name], f.value)
	}
	return resp
}

// body returns the body, which follows in r, up to the end that the header announces.
// If the header makes no sense, the body ends with the connection.
func (a answer) body(r io.Reader) io.Reader {
	header := a.response(false).Header
	if encoding := header.Get("Transfer-Encoding"); encoding != "" {
		if strings.EqualFold(encoding, "chunked") {
			return httputil.NewChunkedReader(r)
		}
		return r
	}
	if n, err := strconv.ParseUint(header.Get("Content-Length"), 10, 63); err == nil {
		return io.LimitReader(r, int64(n))
	}
	return r
}

// maxDrain is how much of a body is read to keep its connection usable.
const maxDrain = 64 << 10

// drain reads the rest of the body, and reports whether another request may follow on
// the connection (RFC 9112, section 9.3).
func (a answer) drain(body, rest io.Reader) bool {
	r, ok := rest.(*bufio.Reader)
	if !ok || a.proto != "HTTP/1.1" || hasToken(a.response(false).Header, "Connection", "close") {
		return false
	}
	n, err := io.Copy(io.Discard, io.LimitReader(body, maxDrain))
	if err != nil || n == maxDrain {
		return false
	}
	if sized, ok := body.(*io.LimitedReader); ok {
		return sized.N == 0 && r.Buffered() == 0
	}
	for { // the trailer of a chunked body; all others ended with the connection
		if line, err := readLine(r); err != nil || line == "" {
			return err == nil && r.Buffered() == 0
		}
	}
}
