//go:build !darwin && !dragonfly && !freebsd && !linux && !netbsd && !openbsd

package keys

// askTerminal can't be had here.
func (p *passphrase) askTerminal(string) (string, error) { return "", ErrNoTerminal }
