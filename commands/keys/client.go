// Package keys handles whom we trust and how we prove who we are: certificates, private keys and
// their passphrases, authorities, pins. It turns files and flags' values into configurations for
// crypto/tls, and makes no connections.
package keys

import (
	"context"
	"crypto/tls"
	"os"
	"sync"

	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// Options say whom a client trusts, and how it identifies itself.
type Options struct {
	Insecure   bool
	Pins       []string // the server must have one of them; written as for --pin
	CaCert     string   // a file or a folder
	ServerName string   // empty for the URL's host
	Credentials
	// Warn is called once, before the first connection that isn't verified at all.
	Warn func()
}

// Config reads the files. It returns nil if no option is set, so that an ordinary start reads none.
// A *status.SignalError means that a person interrupted the passphrase prompt.
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

// addVerification implements -k and --pin. With both, the pin decides; with -k alone nothing is
// verified, and the first connection says so.
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

// addKeyLog appends the session keys to the file that SSLKEYLOGFILE names, as browsers and curl do,
// so that a recorded connection can be decrypted.
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

// addCertificate shows ours to every server that asks for one: the server decides whether it is
// acceptable.
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
