package client

import (
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"
)

// parseURL is parseLocation for a URL that the user wrote.
func parseURL(raw string) (location, *url.Userinfo, error) {
	l, user, err := parseLocation(raw)
	if err != nil {
		err = fmt.Errorf("%w in the URL: %w", ErrSyntax, err)
	}
	return l, user, err
}

// withoutURL returns the bare cause of an error of net/url or net/http, whose text
// repeats the URL and perhaps a password in it.
func withoutURL(err error) error {
	if e, ok := err.(*url.Error); ok { //nolint:errorlint // only the outermost
		return e.Err
	}
	return err
}

// checkProtocols checks the subprotocols: they must be tokens (RFC 6455, section 4.1),
// or, if lenient, anything that fits into a list, without repeats.
func checkProtocols(names []string, lenient bool) error {
	seen := map[string]bool{}
	for _, name := range names {
		switch {
		case name == "", lenient && strings.ContainsFunc(name, notInList):
			return fmt.Errorf("%w in the subprotocol %q: it can't stand in a list", ErrSyntax, name)
		case !lenient && !IsToken(name):
			return fmt.Errorf("%w in the subprotocol %q: it is not a token", ErrSyntax, name)
		}
		if seen[name] {
			return fmt.Errorf("%w in the subprotocols: %q is given twice", ErrSyntax, name)
		}
		seen[name] = true
	}
	return nil
}

// notInList reports whether r would end a name, or the line.
func notInList(r rune) bool { return r <= ' ' || r == 0x7f || r == ',' || r == utf8.RuneError }

// IsToken reports whether text can be the name of a header, a subprotocol and the like (RFC 9110, section 5.6.2).
func IsToken(text string) bool { return text != "" && !strings.ContainsFunc(text, notToken) }

// notToken reports whether r can't appear in a token.
func notToken(r rune) bool {
	return r <= ' ' || r >= 0x7f || strings.ContainsRune("\"(),/:;<=>?@[\\]{}", r)
}
