package commands

import (
	"context"
	"errors"
)

// passphrase is that of a private key: given by a flag, or asked for when a
// key turns out to be encrypted.
type passphrase struct {
	ctx     context.Context
	streams streams
	value   string
	given   bool
}

// of returns the passphrase of file. A *signalError means that the person
// left instead of answering.
func (p *passphrase) of(file string) (string, error) {
	if p.given {
		return p.value, nil
	}
	if !p.streams.inTTY && !p.streams.errTTY {
		return "", errEncrypted
	}
	return p.ask("passphrase of " + printable(file) + ": ")
}

var errEncrypted = errors.New("it is encrypted, and there is no terminal to ask for the passphrase (--key-passphrase gives it)")
