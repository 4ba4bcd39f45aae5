//go:build !darwin && !dragonfly && !freebsd && !linux && !netbsd && !openbsd

package commands

// askTerminal can't be had here.
func (p *passphrase) askTerminal(string) (string, error) { return "", errNoTerminal }
