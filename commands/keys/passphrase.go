package keys

import (
	"context"
	"errors"

	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// passphrase is the passphrase of a private key: given by a flag, or asked for if the key turns out
// to be encrypted.
type passphrase struct {
	ctx     context.Context
	streams stdio.Streams
	value   string
	given   bool
}

// of returns the passphrase for file. A *status.SignalError means that the person interrupted the
// prompt.
func (p *passphrase) of(file string) (string, error) {
	if p.given {
		return p.value, nil
	}
	word, err := p.ask("passphrase of " + status.Printable(file) + ": ")
	switch {
	case errors.Is(err, ErrNoTerminal):
		return "", errors.New("it is encrypted, and there is no terminal to ask for the passphrase (use --key-passphrase)")
	case errors.Is(err, errNotTyped):
		return "", errors.New("it is encrypted, and no passphrase was typed")
	}
	return word, err
}

// ask prompts for a secret on the terminal, if there is one.
func (p *passphrase) ask(question string) (string, error) {
	if !p.streams.InTTY && !p.streams.ErrTTY {
		return "", ErrNoTerminal
	}
	return p.askTerminal(question)
}

var (
	// ErrNoTerminal means that there is no terminal to prompt on.
	ErrNoTerminal = errors.New("there is no terminal to ask")
	errNotTyped   = errors.New("nothing was typed")
)

// AskSecret prompts for a secret. The error wraps ErrNoTerminal if there is nobody to ask.
func AskSecret(ctx context.Context, s stdio.Streams, question string) (string, error) {
	return (&passphrase{ctx: ctx, streams: s}).ask(question)
}
