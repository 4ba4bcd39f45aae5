package flags

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"wspipe/client"
	"wspipe/commands/status"
)

// handshakeHeaders are the headers that only the handshake itself may set (RFC 6455, section 4.1).
var handshakeHeaders = []string{ //nolint:gochecknoglobals // a constant
	"Connection", "Upgrade", "Content-Length", "Transfer-Encoding", "Sec-WebSocket-Key", "Sec-WebSocket-Version",
	"Sec-WebSocket-Extensions", "Sec-WebSocket-Accept", "Sec-WebSocket-Protocol",
}

// addHeaders adds the headers of --header.
func addHeaders(header http.Header, values []string) (asked, error) {
	lines, err := headerLines(values)
	if err != nil {
		return asked{}, err
	}
	a, err := addLines(header, lines)
	if err != nil {
		return a, status.Usagef("--header: %w", err)
	}
	return a, nil
}

// addLines adds headers, keeping the case of their names. As with curl, they replace our own
// headers, and one without a value ("NAME:") removes ours. It returns what they ask of the
// handshake.
func addLines(header http.Header, lines []string) (asked, error) {
	var a asked
	replaced := map[string]bool{}
	for i, line := range lines {
		name, value, ok := parseHeader(line)
		if !ok {
			// It may be a secret given by mistake: don't show it.
			return a, fmt.Errorf("header %d of those given is %w", i+1, errNoHeader)
		}
		if known, err := a.take(name, value); known || err != nil {
			if err != nil {
				return a, err
			}
			continue
		}
		if err := checkHeader(name, value); err != nil {
			return a, err
		}
		if lower := strings.ToLower(name); !replaced[lower] {
			deleteHeader(header, name)
			replaced[lower] = true
		}
		if value != "" || strings.HasSuffix(line, ";") {
			header[name] = append(header[name], value)
		}
	}
	return a, nil
}

// hasHeader finds a header regardless of case.
func hasHeader(header http.Header, name string) bool {
	for key := range header {
		if strings.EqualFold(key, name) {
			return true
		}
	}
	return false
}

func deleteHeader(header http.Header, name string) {
	for key := range header {
		if strings.EqualFold(key, name) {
			delete(header, key)
		}
	}
}

func setHeader(header http.Header, name, value string) {
	deleteHeader(header, name)
	header.Set(name, value)
}

// parseHeader parses "NAME: VALUE", and curl's "NAME;" for a header with an empty value.
func parseHeader(line string) (name, value string, ok bool) {
	name, value, ok = strings.Cut(line, ":")
	if !ok {
		name, ok = strings.CutSuffix(line, ";")
	}
	name, value = strings.TrimSpace(name), strings.TrimSpace(value)
	return name, value, ok && validHeader(name, value)
}

var errNoHeader = errors.New("not a name, a colon and a value of printable characters")

func checkHeader(name, value string) error {
	for _, ours := range handshakeHeaders {
		if strings.EqualFold(name, ours) {
			return belongs(ours)
		}
	}
	if strings.EqualFold(name, "Host") && value != "" && !validHost(value) {
		return fmt.Errorf("%s: %q is not a host, or a host and a port", name, status.WithoutLogin(value))
	}
	return nil
}

func belongs(name string) error { return fmt.Errorf("%s belongs to the handshake", name) }

// headerLines replaces each @FILE with the file's headers, one per line.
func headerLines(values []string) ([]string, error) {
	var lines []string
	for _, value := range values {
		file, ok := strings.CutPrefix(value, "@")
		if !ok {
			lines = append(lines, strings.TrimSpace(value))
			continue
		}
		content, err := readText(file)
		if err != nil {
			return nil, status.Usagef("--header: %w", err)
		}
		for _, line := range strings.Split(content, "\n") {
			if line = strings.TrimSpace(line); line != "" {
				lines = append(lines, line)
			}
		}
	}
	return lines, nil
}

func validHost(host string) bool {
	u, err := url.Parse("ws://" + host)
	return err == nil && host != "" && u.Host == host
}

func validHeader(name, value string) bool {
	return client.IsToken(name) &&
		!strings.ContainsFunc(value, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f })
}
