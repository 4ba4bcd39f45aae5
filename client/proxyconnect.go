package client

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
)

// maxProxyHeader is the limit for all answers to one CONNECT, in bytes.
const maxProxyHeader = 64 << 10

// connect asks an HTTP proxy for a tunnel to target (RFC 9110, section
// 9.3.6). The connection it returns begins with the first byte behind the
// proxy's answer.
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
	resp, err := finalResponse(r, req)
	switch {
	case err != nil && limited.N == 0:
		return nil, fmt.Errorf("its answer has a header of more than %d KiB", maxProxyHeader>>10)
	case err != nil && !brokeOff(err):
		return nil, errors.New("its answer is not HTTP")
	case err != nil:
		return nil, err
	case resp.StatusCode/100 != 2:
		return nil, connectRefused(resp, proxy.User != nil)
	}
	return resume(conn, r), nil
}

// finalResponse skips the interim ones (RFC 9110, section 15.2). A successful
// one has no body, whatever its header says.
func finalResponse(r *bufio.Reader, req *http.Request) (*http.Response, error) {
	for {
		resp, err := http.ReadResponse(r, req)
		if err != nil || resp.StatusCode/100 != 1 || resp.StatusCode == http.StatusSwitchingProtocols {
			return resp, err
		}
	}
}

func connectRefused(resp *http.Response, loggedIn bool) error {
	text := fmt.Sprintf("%d %s", resp.StatusCode, http.StatusText(resp.StatusCode))
	wanted := resp.StatusCode == http.StatusProxyAuthRequired
	if wanted && loggedIn {
		text += " (it doesn't accept this name and password)"
	}
	return &ProxyError{Refused: true, StatusCode: resp.StatusCode, Header: resp.Header, LoginWanted: wanted && !loggedIn, Err: errors.New(text)}
}
