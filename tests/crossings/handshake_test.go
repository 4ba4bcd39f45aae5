//go:build unix

package crossings

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"regexp"
	"strings"
)

func acceptKey(key string) string {
	sum := sha1.Sum([]byte(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// tokenText is the output of --header-command, or the password of loginName.
const (
	tokenText = "t0k3n"
	loginName = "ada"
)

// answer plays the server's side of the handshake.
func (p *peer) answer(c *crossing) error {
	request, err := http.ReadRequest(p.in)
	if err != nil {
		return fmt.Errorf("the handshake: %w", err)
	}
	if got := request.Header.Get("X-Token"); c.is(token, "command") && got != tokenText {
		return fmt.Errorf("--header-command's header is %q", got)
	}
	if c.is(token, "digest") {
		if request, err = p.loggedIn(request); err != nil {
			return err
		}
	}
	extension := ""
	if !c.is(deflate, "none") {
		a, err := offered(request.Header.Get("Sec-WebSocket-Extensions"), wanted(c[deflate]))
		if err != nil {
			return err
		}
		extension = "Sec-WebSocket-Extensions: " + a.String() + "\r\n"
		p.compresses(c, a)
	}
	_, err = fmt.Fprintf(p.out, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n%sSec-WebSocket-Accept: %s\r\n\r\n",
		extension, acceptKey(request.Header.Get("Sec-WebSocket-Key")))
	if err != nil {
		return err
	}
	return p.out.Flush()
}

// loggedIn rejects a request, and expects another one on the same connection that answers its
// challenge (RFC 7616).
func (p *peer) loggedIn(request *http.Request) (*http.Request, error) {
	if request.Header.Get("Authorization") != "" {
		return nil, fmt.Errorf("a login that nobody asked for: %q", request.Header)
	}
	const challenge = `realm="peer", nonce="n0nce", algorithm=SHA-256, qop="auth"`
	fmt.Fprintf(p.out, "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest %s\r\nContent-Length: 2\r\n\r\nno", challenge)
	if err := p.out.Flush(); err != nil {
		return nil, err
	}
	again, err := http.ReadRequest(p.in)
	if err != nil {
		return nil, fmt.Errorf("the login: %w", err)
	}
	said := again.Header.Get("Authorization")
	cnonce := regexp.MustCompile(`cnonce="(\w+)"`).FindStringSubmatch(said)
	if cnonce == nil {
		return nil, fmt.Errorf("the login is %q", said)
	}
	hash := func(text string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(text))) }
	want := hash(hash(loginName+":peer:"+tokenText) + ":n0nce:00000001:" + cnonce[1] + ":auth:" + hash("GET:"+again.RequestURI))
	if !strings.Contains(said, `response="`+want+`"`) {
		return nil, fmt.Errorf("the login is %q, not %s", said, want)
	}
	return again, nil
}

// offered returns the part of want that may be answered to the program's offer. The offer must
// allow all of it, as a browser's does.
func offered(header string, want agreed) (agreed, error) {
	if !strings.HasPrefix(header, "permessage-deflate") {
		return want, fmt.Errorf("--compress offers %q", header)
	}
	if want.clientWindow < 15 && !strings.Contains(header, "client_max_window_bits") {
		return want, fmt.Errorf("--compress offers no client_max_window_bits: %q", header)
	}
	want.serverFresh = want.serverFresh || strings.Contains(header, "server_no_context_takeover")
	return want, nil
}

// ask plays the client's side.
func (p *peer) ask(c *crossing, host string) error {
	const key = "dGhlIHNhbXBsZSBub25jZQ=="
	extension := ""
	if !c.is(deflate, "none") {
		extension = "Sec-WebSocket-Extensions: " + wanted(c[deflate]).String() + "\r\n"
	}
	fmt.Fprintf(p.out, "GET / HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %s\r\n%s\r\n", host, key, extension)
	if err := p.out.Flush(); err != nil {
		return err
	}
	response, err := http.ReadResponse(p.in, nil)
	switch {
	case err != nil:
		return fmt.Errorf("the handshake: %w", err)
	case response.StatusCode != http.StatusSwitchingProtocols:
		return fmt.Errorf("the handshake was answered %s", response.Status)
	case response.Header.Get("Sec-WebSocket-Accept") != acceptKey(key):
		return fmt.Errorf("the handshake was answered with a wrong key")
	case extension == "":
		return nil
	}
	a, err := answered(response.Header.Get("Sec-WebSocket-Extensions"))
	if err != nil {
		return err
	}
	if want := wanted(c[deflate]); want.serverFresh && !a.serverFresh || a.serverWindow > want.serverWindow || a.clientWindow > 15 {
		return fmt.Errorf("%q was answered with %q", want, a)
	}
	p.compresses(c, a)
	return nil
}

// compresses makes the peer compress as agreed. It may always use less than that: a client that has
// offered a window uses it.
func (p *peer) compresses(c *crossing, a agreed) {
	own, other := 1<<a.serverWindow, 1<<a.clientWindow
	ownFresh, otherFresh := a.serverFresh, a.clientFresh
	if p.masks {
		own, other = min(other, 1<<wanted(c[deflate]).clientWindow), own
		ownFresh, otherFresh = a.clientFresh, a.serverFresh
	}
	p.deflate = &deflater{window: own, fresh: ownFresh, final: c.is(deflate, "final"), mixed: c.is(deflate, "mixed")}
	p.inflate = &inflater{window: other, fresh: otherFresh}
}
