package server

import (
	"crypto/md5"
	"crypto/sha256"
	"crypto/sha512"
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// digestLogin requires a login by Digest (RFC 7616): as ?name=Mufasa with ?password=, by one of
// ?algorithm=MD5 (each is a challenge, after one for Basic), with ?qop=auth (none: without),
// ?userhash=true. With ?stale=1 the first answer is too late, with ?stale=always each one. The
// refusal has a body of ?body=4 bytes, chunked with ?chunked=1, and ends the connection with
// ?keep=0 (gone: without saying so). After the login it sends how the client logged in, and
// continues like /silent.
func digestLogin(c *Conn) error {
	for {
		how, stale := c.loggedIn()
		if how != "" {
			if err := c.accept(""); err != nil {
				return err
			}
			c.send(opText, []byte(how))
			return silent(c)
		}
		_, single := c.Conn.(*stream)
		if err := c.challenge(stale); err != nil || single || c.query.Has("keep") {
			return err
		}
		c.head.Reset()
		var err error
		if c.request, err = c.readRequest(); err != nil {
			return err
		}
	}
}

func (c *Conn) challenge(stale bool) error {
	lines := c.challenges(stale)
	body := strings.Repeat("b", c.num("body", 4))
	if s, ok := c.Conn.(*stream); ok {
		return s.respond(401, lines, body)
	}
	if c.query.Get("keep") == "0" {
		lines = append(lines, "Connection: close")
	}
	header := strings.Join(lines, "\r\n")
	if c.query.Has("chunked") {
		return c.sendRaw(fmt.Appendf(nil, "HTTP/1.1 401 Unauthorized\r\n%s\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\nX-End: 1\r\n\r\n", header, len(body), body))
	}
	return c.sendRaw(fmt.Appendf(nil, "HTTP/1.1 401 Unauthorized\r\n%s\r\nContent-Length: %d\r\n\r\n%s", header, len(body), body))
}

// challenges returns header lines.
func (c *Conn) challenges(stale bool) []string {
	lines := []string{`WWW-Authenticate: Basic realm="a, \"b\""`}
	nonce := "new"
	if c.query.Get("stale") == "always" || c.query.Has("stale") && !stale {
		nonce = "old"
	}
	for _, algorithm := range c.algorithms() {
		line := fmt.Sprintf(`WWW-Authenticate: Digest realm="a, \"b\"", nonce=%q, opaque="o", algorithm=%s, stale=%t`, nonce, algorithm, stale)
		if qop := c.str("qop", "auth-int, auth"); qop != "none" {
			line += fmt.Sprintf(", qop=%q", qop)
		}
		if c.query.Has("userhash") {
			line += ", userhash=" + c.query.Get("userhash")
		}
		lines = append(lines, line)
	}
	return lines
}

func (c *Conn) algorithms() []string {
	if all := c.query["algorithm"]; len(all) > 0 {
		return all
	}
	return []string{"MD5"}
}

// loggedIn returns how the client has logged in, or whether the answer was right except for its
// nonce.
func (c *Conn) loggedIn() (how string, stale bool) {
	scheme, rest, _ := strings.Cut(c.request.Header.Get("Authorization"), " ")
	if scheme != "Digest" {
		return "", false
	}
	p := map[string]string{}
	for _, found := range regexp.MustCompile(`([a-z*]+)=("(?:[^"\\]|\\.)*"|[^", ]*)`).FindAllStringSubmatch(rest, -1) {
		value := found[2]
		if strings.HasPrefix(value, `"`) {
			value = regexp.MustCompile(`\\(.)`).ReplaceAllString(value[1:len(value)-1], "$1")
		}
		p[found[1]] = value
	}
	algorithm, session := strings.CutSuffix(p["algorithm"], "-sess")
	hash := hashes[algorithm]
	if hash == nil || p["uri"] != c.request.RequestURI || p["realm"] != `a, "b"` || p["opaque"] != "o" || !c.isUser(p, hash) {
		return "", false
	}
	secret := hash(c.str("name", "Mufasa") + ":" + p["realm"] + ":" + c.query.Get("password"))
	if session {
		secret = hash(secret + ":" + p["nonce"] + ":" + p["cnonce"])
	}
	want := hash(secret + ":" + p["nonce"] + ":" + hash(c.request.Method+":"+p["uri"]))
	if c.query.Get("qop") != "none" {
		want = hash(secret + ":" + p["nonce"] + ":" + p["nc"] + ":" + p["cnonce"] + ":" + p["qop"] + ":" + hash(c.request.Method+":"+p["uri"]))
	}
	switch {
	case p["response"] != want || c.query.Get("qop") != "none" && (p["qop"] != "auth" || p["nc"] != "00000001" || len(p["cnonce"]) < 16):
		return "", false
	case p["nonce"] == "new":
		return p["algorithm"] + " " + p["username"] + p["username*"], false
	}
	return "", true
}

var hashes = map[string]func(string) string{
	"MD5":         func(s string) string { return fmt.Sprintf("%x", md5.Sum([]byte(s))) },
	"SHA-256":     func(s string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(s))) },
	"SHA-512-256": func(s string) string { return fmt.Sprintf("%x", sha512.Sum512_256([]byte(s))) },
}

// isUser recognizes a name that is plain, hashed or percent-encoded.
func (c *Conn) isUser(p map[string]string, hash func(string) string) bool {
	name := c.str("name", "Mufasa")
	switch {
	case p["userhash"] == "true":
		return p["username"] == hash(name+":"+p["realm"]) && c.query.Get("userhash") == "true"
	case p["username*"] != "":
		encoded, ok := strings.CutPrefix(p["username*"], "UTF-8''")
		plain, err := url.PathUnescape(encoded)
		return ok && err == nil && plain == name
	}
	return p["username"] == name
}
