package dial

import "strings"

// IsHostName reports whether name can be the name of a host, or an IPv6 address.
func IsHostName(name string) bool { return name != "" && !strings.ContainsFunc(name, notInHostName) }

func notInHostName(r rune) bool {
	return r <= ' ' || r >= 0x7f || strings.ContainsRune("/@[]?#", r)
}
