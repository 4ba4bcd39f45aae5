package status

import (
	"fmt"
	"strings"
)

// Plural is "1 message" or "2 messages".
func Plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// WithoutLogin leaves NAME:PASSWORD@ out.
func WithoutLogin(name string) string {
	at := strings.LastIndex(name, "@")
	if at < 0 || !strings.Contains(name[:at], ":") {
		return name
	}
	return "…" + name[at:]
}
