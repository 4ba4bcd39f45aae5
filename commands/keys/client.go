// Package keys is whom we trust and how we prove who we are: certificates,
// private keys and their passphrases, authorities, pins. It makes
// configurations for crypto/tls of files and flags' values, and connects to
// nobody.
package keys

import (
	"context"
	"crypto/tls"
	"os"
	"sync"

	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// Options are whom a client trusts, and what it shows of itself.
type Options struct {
	Insecure   bool
	Pins       []string // of which the server must have one, as --pin takes them
	CaCert     string   // a file or a folder
	ServerName string   // empty: the URL's host
	Credentials
	// warn is called once, before the first connection that isn't checked at all.
	Warn func()
}

// Config reads the files; nil where nothing is asked for, so that an ordinary
// start reads none. A *signalError means that a person who was asked for a
// passphrase left.
func (o Options) Config(ctx context.Context, s stdio.Streams) (*tls.Config, error) {
	config := &tls.Config{ServerName: o.ServerName}
	set := o.ServerName != ""
	for _, add := range []func(context.Context, stdio.Streams, *tls.Config) (bool, error){o.addVerification, o.addAuthorities, addKeyLog, o.addCertificate} {
		added, err := add(ctx, s, config)
		if err != nil {
			return nil, err
		}
		set = set || added
	}
	if !set {
		return nil, nil
	}
	return config, nil
}

// addVerification is for -k and --pin. With both, the pin is what counts;
// with -k alone nothing is checked, and the first connection says so.
func (o Options) addVerification(_ context.Context, _ stdio.Streams, config *tls.Config) (bool, error) {
	allowed, err := parsePins(o.Pins)
	if err != nil {
		return false, err
	}
	config.InsecureSkipVerify = o.Insecure //nolint:gosec // that is what was asked for
	switch {
	case len(allowed) > 0:
		config.VerifyConnection = allowed.verify
	case o.Insecure:
		warn := sync.OnceFunc(o.Warn)
		config.VerifyConnection = func(tls.ConnectionState) error {
			warn()
			return nil
		}
	}
	return o.Insecure || len(allowed) > 0, nil
}

// addAuthorities adds those of --cacert to the system's.
func (o Options) addAuthorities(_ context.Context, _ stdio.Streams, config *tls.Config) (bool, error) {
	if o.CaCert == "" {
		return false, nil
	}
	pool, err := systemAuthorities(o.CaCert)
	if err != nil {
		return false, status.Usagef("--cacert: %w", err)
	}
	config.RootCAs = pool
	return true, nil
}

// addKeyLog appends the session keys to the file that SSLKEYLOGFILE names, so
// that a recorded connection can be decrypted, as browsers and curl do.
func addKeyLog(_ context.Context, _ stdio.Streams, config *tls.Config) (bool, error) {
	name := os.Getenv("SSLKEYLOGFILE")
	if name == "" {
		return false, nil
	}
	file, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return false, status.Usagef("SSLKEYLOGFILE: %w", err)
	}
	config.KeyLogWriter = file
	return true, nil
}

// addCertificate shows ours to every server that asks for one: whether it
// suits is the server's to say.
func (o Options) addCertificate(ctx context.Context, s stdio.Streams, config *tls.Config) (bool, error) {
	cert, err := o.Load(ctx, s)
	if err != nil || cert == nil {
		return false, err
	}
	config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return cert, nil }
	// Some servers ask for it once they know what the request is for (TLS 1.2).
	config.Renegotiation = tls.RenegotiateOnceAsClient
	return true, nil
}
