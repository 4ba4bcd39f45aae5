package flags

import (
	"errors"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strconv"
	"strings"
	"time"

	"wspipe/client"
)

// fillCookies adds cookies. A Cookie header overrides those given by value, as in curl.
func (g *Connection) fillCookies(o *client.Options) error {
	var pairs []string
	for _, value := range g.Cookies.Values {
		switch {
		case value == "":
		case !strings.Contains(value, "="):
			if err := g.fillCookieFile(o, value); err != nil {
				return err
			}
		case !validHeader("Cookie", value):
			return g.Cookies.wrong("it has characters that no header can hold")
		default:
			pairs = append(pairs, value)
		}
	}
	if len(pairs) > 0 && !hasHeader(o.Header, "Cookie") {
		o.Header.Set("Cookie", strings.Join(pairs, "; "))
	}
	return nil
}

// fillCookieFile adds a file's cookies to those of earlier files.
func (g *Connection) fillCookieFile(o *client.Options, file string) error {
	content, err := readText(file)
	if err != nil {
		return g.Cookies.wrong("%w", err)
	}
	jar, _ := cookiejar.New(nil) // it never fails
	for i, line := range strings.Split(content, "\n") {
		if err := keepCookie(jar, strings.TrimSuffix(line, "\r")); err != nil {
			return g.Cookies.wrong("line %d of %s is not a cookie in the format of Netscape, curl and others", i+1, file)
		}
	}
	before := o.Cookies
	o.Cookies = func(u *url.URL) []*http.Cookie {
		if before == nil {
			return jar.Cookies(u)
		}
		return append(before(u), jar.Cookies(u)...)
	}
	return nil
}

var errNoCookie = errors.New("it is not a cookie")

// keepCookie parses a line in Netscape's cookie format, as curl's -c and browser extensions write
// it, or a Set-Cookie header, as curl does.
func keepCookie(jar *cookiejar.Jar, line string) error {
	line = strings.TrimPrefix(line, "#HttpOnly_")
	name, value, isHeader := strings.Cut(line, ":")
	switch fields := strings.Split(line, "\t"); {
	case strings.EqualFold(name, "Set-Cookie"):
		return keepSetCookie(jar, strings.TrimSpace(value))
	case len(fields) == 6: // the value is empty
		return keepFields(jar, append(fields, ""))
	case len(fields) == 7:
		return keepFields(jar, fields)
	case strings.TrimSpace(line) == "" || line[0] == '#' || strings.HasPrefix(line, "HTTP/"), isHeader && validHeader(name, value):
		return nil
	}
	return errNoCookie
}

// keepFields adds a cookie. Its fields are the host, whether subdomains are included, the path,
// whether TLS is required, the expiry in Unix seconds (0: never), the name and the value.
func keepFields(jar *cookiejar.Jar, fields []string) error {
	expires, err := strconv.ParseInt(fields[4], 10, 64)
	if err != nil || !validHeader("Cookie", fields[5]+fields[6]) {
		return errNoCookie
	}
	host := strings.TrimPrefix(fields[0], ".")
	c := &http.Cookie{Name: fields[5], Value: fields[6], Path: fields[2], Secure: fields[3] == "TRUE"}
	if fields[1] == "TRUE" {
		c.Domain = host
	}
	if expires != 0 {
		c.Expires = time.Unix(expires, 0)
	}
	keep(jar, host, c)
	return nil
}

// keepSetCookie drops a cookie without a domain, whose host isn't known.
func keepSetCookie(jar *cookiejar.Jar, value string) error {
	c, err := http.ParseSetCookie(value)
	if err != nil {
		return err
	}
	if host := strings.TrimPrefix(c.Domain, "."); host != "" {
		keep(jar, host, c)
	}
	return nil
}

func keep(jar *cookiejar.Jar, host string, c *http.Cookie) {
	jar.SetCookies(&url.URL{Scheme: "https", Host: host, Path: "/"}, []*http.Cookie{c})
}
