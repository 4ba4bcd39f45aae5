package client

import (
	"net/url"
	"strings"
	"unicode"
)

const redacted = "[redacted]"

// ShownHeader is what may be shown to anybody of a header field's value. Only
// the fields that are known to be harmless are shown: nobody knows the names
// of all that hold a secret. URLs are shown without user info, of
// credentials the scheme, and a subprotocol that looks like a token isn't. A
// value that came from elsewhere may still hold what steers a terminal.
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

// shownCredentials keeps the scheme (RFC 9110, section 11.4). A single word
// may be the secret itself.
func shownCredentials(value string) string {
	scheme, _, ok := strings.Cut(strings.TrimSpace(value), " ")
	if !ok || strings.ContainsFunc(scheme, notToken) {
		return redacted
	}
	return scheme + " " + redacted
}

// shownProtocols: a browser's page has no other field to put a token into.
func shownProtocols(value string) string {
	names := strings.Split(value, ",")
	for i, name := range names {
		if blanks := len(name) - len(strings.TrimLeft(name, " \t")); LooksSecret(name) {
			names[i] = name[:blanks] + redacted
		}
	}
	return strings.Join(names, ",")
}

// LooksSecret tells the words that were made by a machine: names that people
// give don't mix digits with letters of both cases over such a length.
func LooksSecret(text string) bool {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == '.' || unicode.IsSpace(r) }) {
		mixed := strings.ContainsFunc(word, unicode.IsDigit) && strings.ContainsFunc(word, unicode.IsLower)
		if len(word) >= 16 && mixed && (strings.ContainsFunc(word, unicode.IsUpper) || !strings.ContainsAny(word, "-_")) {
			return true
		}
	}
	return false
}

// isHarmless knows the fields that hold no secret, by their names in lower case.
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

// WithoutUser is a URL as it may be shown: without user info. Of what can't
// be read as one, nothing before the last @ is shown but a scheme that is known.
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
