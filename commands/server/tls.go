package server

import (
	"context"
	"crypto/tls"
	"crypto/x509"

	"wspipe/commands/keys"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// readTLS sets o.tls, or leaves it nil if no flag asks for TLS.
func (o *Options) readTLS(ctx context.Context, s stdio.Streams) error {
	cert, err := o.certificate(ctx, s)
	if err != nil {
		return err
	}
	if cert == nil {
		if o.ClientCA != "" {
			return status.Usagef("--client-ca needs --cert or --self-signed: without TLS clients show no certificate")
		}
		return nil
	}
	if o.Address.network == "unix" {
		return status.Usagef("there is no TLS on a unix socket")
	}
	o.tls = &tls.Config{Certificates: []tls.Certificate{*cert}, NextProtos: []string{"http/1.1"}}
	if o.ClientCA == "" {
		return nil
	}
	o.tls.ClientAuth = tls.RequireAndVerifyClientCert
	o.tls.ClientCAs = x509.NewCertPool()
	if err := keys.AddAuthorities(o.tls.ClientCAs, o.ClientCA); err != nil {
		return status.Usagef("--client-ca: %w", err)
	}
	return nil
}

// certificate returns the server's certificate; nil if there is none.
func (o *Options) certificate(ctx context.Context, s stdio.Streams) (*tls.Certificate, error) {
	if !o.SelfSigned {
		return o.Load(ctx, s)
	}
	cert, err := keys.SelfSigned(o.Address.host)
	if err == nil {
		o.pin = keys.ShownPin(cert.Leaf)
	}
	return cert, err
}
