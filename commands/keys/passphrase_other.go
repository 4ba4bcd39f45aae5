//go:build !darwin && !dragonfly && !freebsd && !linux && !netbsd && !openbsd

package keys

// askTerminal is not supported here.
func (p *passphrase) askTerminal(string) (string, error) { return "", ErrNoTerminal }
