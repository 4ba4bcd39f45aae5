package flags

import (
	"net/http"
	"strings"
)

// fillCookies leaves it to a header of that name, as curl does.
func (g *Connection) fillCookies(header http.Header) error {
	for _, value := range g.Cookies.Values {
		switch {
		case !strings.Contains(value, "="):
			return g.Cookies.wrong("it is not NAME=VALUE")
		case !validHeader("Cookie", value):
			return g.Cookies.wrong("it has characters that no header can hold")
		}
	}
	if len(g.Cookies.Values) > 0 && !hasHeader(header, "Cookie") {
		header.Set("Cookie", strings.Join(g.Cookies.Values, "; "))
	}
	return nil
}
