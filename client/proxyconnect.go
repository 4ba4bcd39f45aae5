package client

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// maxProxyHeader limits the headers of all answers to one CONNECT, in bytes.
const maxProxyHeader = 64 << 10

// connect asks an HTTP proxy for a tunnel to target (RFC 9110, section 9.3.6). The
// connection it returns starts with the first byte after the proxy's answer.
func (d dialer) connect(conn net.Conn, proxy *url.URL, target string) (net.Conn, error) {
	req := &http.Request{
		Method: http.MethodConnect,
		URL:    &url.URL{Opaque: target},
		Host:   target,
		Header: http.Header{"User-Agent": {d.userAgent}}, // an empty one is not sent
	}
	if proxy.User != nil {
		req.Header.Set("Proxy-Authorization", basicAuth(proxy.User))
	}
	if err := req.Write(conn); err != nil {
		return nil, err
	}
	limited := &io.LimitedReader{R: conn, N: maxProxyHeader}
	r := bufio.NewReader(limited)
	a, err := readAnswers(r)
	var other *notHTTPError
	switch {
	case err != nil && limited.N == 0:
		return nil, fmt.Errorf("its answer has a header of more than %d KiB", maxProxyHeader>>10)
	case errors.As(err, &other):
		return nil, errors.New("its answer is not HTTP")
	case err != nil:
		return nil, err
	case a.status/100 != 2: // a successful answer has no body, whatever its header says
		return nil, connectRefused(a, proxy.User != nil)
	}
	return resume(conn, r), nil
}

func connectRefused(a answer, loggedIn bool) error {
	header := a.response(false).Header
	text := fmt.Sprintf("%d %s", a.status, http.StatusText(a.status))
	wanted := a.status == http.StatusProxyAuthRequired
	var schemes []string
	for _, c := range challengesOf(header.Values("Proxy-Authenticate")) {
		schemes = append(schemes, c.scheme)
	}
	basic := len(schemes) == 0 || slices.ContainsFunc(schemes, func(s string) bool { return strings.EqualFold(s, "Basic") })
	switch {
	case wanted && !basic:
		text += " (it takes logins by " + strings.Join(schemes, ", ") + " only, not by Basic)"
	case wanted && loggedIn:
		text += " (it doesn't accept this name and password)"
	}
	return &ProxyError{Refused: true, StatusCode: a.status, Header: header, LoginWanted: wanted && basic && !loggedIn, Err: errors.New(text)}
}
