package client

import (
	"net/url"
	"strings"
	"unicode"
)

const redacted = "[redacted]"

// ShownHeader returns a header field's value as it may be shown to anyone. Only fields
// known to be harmless are shown, since nobody can list all that hold a secret. URLs
// lose their user info, credentials are reduced to their scheme, and a subprotocol that
// looks like a token is hidden. A value from elsewhere may still contain terminal
// escape sequences.
func ShownHeader(name, value string) string {
	switch name = strings.ToLower(name); name {
	case "authorization", "proxy-authorization":
		return shownCredentials(value)
	case "location", "content-location", "referer":
		return WithoutUser(value)
	case "sec-websocket-protocol":
		return shownProtocols(value)
	}
	if value == "" || isHarmless(name) {
		return value
	}
	return redacted
}

// shownCredentials keeps only the scheme (RFC 9110, section 11.4). A single word may
// itself be the secret.
func shownCredentials(value string) string {
	scheme, _, ok := strings.Cut(strings.TrimSpace(value), " ")
	if !ok || !IsToken(scheme) {
		return redacted
	}
	return scheme + " " + redacted
}

// shownProtocols hides tokens: a web page has no other field to put one into.
func shownProtocols(value string) string {
	names := strings.Split(value, ",")
	for i, name := range names {
		if blanks := len(name) - len(strings.TrimLeft(name, " \t")); LooksSecret(name) {
			names[i] = name[:blanks] + redacted
		}
	}
	return strings.Join(names, ",")
}

// LooksSecret reports whether text contains a word that a machine made up: long names
// chosen by people rarely mix digits with letters, least of all in both cases.
func LooksSecret(text string) bool {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == '.' || unicode.IsSpace(r) }) {
		mixed := strings.ContainsFunc(word, unicode.IsDigit) && strings.ContainsFunc(word, unicode.IsLower)
		if len(word) >= 16 && mixed && (strings.ContainsFunc(word, unicode.IsUpper) || !strings.ContainsAny(word, "-_")) {
			return true
		}
	}
	return false
}

// isHarmless reports whether a field, by its name in lower case, is known to hold no
// secret.
func isHarmless(name string) bool {
	for _, family := range []string{"access-control-", "sec-ch-ua", "sec-fetch-", "x-ratelimit-", "ratelimit-"} {
		if strings.HasPrefix(name, family) {
			return true
		}
	}
	switch name {
	case ":protocol", ":scheme", "connection", "host", "origin", "upgrade", "user-agent",
		"sec-websocket-accept", "sec-websocket-extensions", "sec-websocket-key", "sec-websocket-version",
		"accept", "accept-charset", "accept-encoding", "accept-language", "accept-ranges", "allow", "content-encoding",
		"content-language", "content-length", "content-range", "content-type", "expect", "keep-alive", "proxy-authenticate",
		"proxy-connection", "retry-after", "te", "trailer", "transfer-encoding", "www-authenticate",
		"age", "cache-control", "date", "etag", "expires", "last-modified", "pragma", "vary", "warning",
		"alt-svc", "cache-status", "priority", "proxy-status", "server", "server-timing", "traceparent", "via",
		"dnt", "permissions-policy", "referrer-policy", "strict-transport-security", "upgrade-insecure-requests",
		"x-content-type-options", "x-frame-options", "x-permitted-cross-domain-policies", "x-xss-protection",
		"cf-cache-status", "cf-ray", "x-amz-cf-id", "x-amz-cf-pop", "x-aspnet-version", "x-cache", "x-cache-hits", "x-powered-by",
		"x-served-by", "x-timer", "x-correlation-id", "x-request-id", "x-response-time", "x-runtime",
		"x-forwarded-for", "x-forwarded-host", "x-forwarded-port", "x-forwarded-proto", "x-real-ip":
		return true
	}
	return false
}

// WithoutUser returns a URL without its user info, fit to be shown. If raw can't be
// parsed, nothing before its last @ is kept except a known scheme.
func WithoutUser(raw string) string {
	at := strings.LastIndexByte(raw, '@')
	path := strings.HasPrefix(raw, "/") && !strings.HasPrefix(raw, "//")
	if at < 0 || path && !strings.ContainsRune(raw, '\\') {
		return raw
	}
	if u, err := url.Parse(raw); err == nil && u.Host != "" {
		u.User = nil
		return u.String()
	}
	scheme := ""
	for _, known := range []string{"ws", "wss", "http", "https", "ws+unix"} {
		if len(raw) > len(known) && strings.EqualFold(raw[:len(known)+1], known+":") {
			rest := strings.TrimLeft(raw[len(known)+1:at], `/\`)
			scheme = raw[:at-len(rest)]
		}
	}
	return scheme + raw[at+1:]
}
