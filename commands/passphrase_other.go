//go:build !darwin && !dragonfly && !freebsd && !linux && !netbsd && !openbsd

package commands

// ask can't be had here.
func (p *passphrase) ask(string) (string, error) { return "", errEncrypted }
