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

// handshakeHeaders are those that can't be had otherwise (RFC 6455, section
// 4.1).
var handshakeHeaders = []string{ //nolint:gochecknoglobals // a constant
	"Connection", "Upgrade", "Content-Length", "Transfer-Encoding", "Sec-WebSocket-Key", "Sec-WebSocket-Version",
	"Sec-WebSocket-Extensions", "Sec-WebSocket-Accept", "Sec-WebSocket-Protocol",
}

// addHeaders adds what --header says.
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

// addLines adds headers with their names as they are written. As with curl, a
// header of ours is replaced, and by one without a value ("NAME:") taken away.
// What is said of the handshake is returned.
func addLines(header http.Header, lines []string) (asked, error) {
	var a asked
	replaced := map[string]bool{}
	for i, line := range lines {
		name, value, ok := parseHeader(line)
		if !ok {
			// It may hold a secret, and be given by mistake: nothing of it is shown.
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

// hasHeader finds a header however its name is written.
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

// parseHeader reads "NAME: VALUE", and curl's "NAME;" for a header that is
// sent without a value.
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

// headerLines reads those that are @FILE, where a header is a line.
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
