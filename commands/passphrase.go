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
	word, err := p.ask("passphrase of " + printable(file) + ": ")
	switch {
	case errors.Is(err, errNoTerminal):
		return "", errors.New("it is encrypted, and there is no terminal to ask for the passphrase (--key-passphrase gives it)")
	case errors.Is(err, errNotTyped):
		return "", errors.New("it is encrypted, and no passphrase was typed")
	}
	return word, err
}

// ask has a person type what isn't shown, if there is one.
func (p *passphrase) ask(question string) (string, error) {
	if !p.streams.inTTY && !p.streams.errTTY {
		return "", errNoTerminal
	}
	return p.askTerminal(question)
}

var (
	errNoTerminal = errors.New("there is no terminal to ask")
	errNotTyped   = errors.New("nothing was typed")
)
