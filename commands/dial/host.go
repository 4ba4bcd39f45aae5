package dial

import "strings"

// IsHostName tells what can be a host's name, or an IPv6 address.
func IsHostName(name string) bool { return name != "" && !strings.ContainsFunc(name, notInHostName) }

func notInHostName(r rune) bool {
	return r <= ' ' || r >= 0x7f || strings.ContainsRune("/@[]?#", r)
}
