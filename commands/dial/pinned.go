package dial

import (
	"crypto/tls"
	"errors"

	"wspipe/client"
	"wspipe/commands/status"
)

// Pinned adds to the error of a dial that the certificate isn't trusted, but the server's key is one
// that --pin allows, which config checks in VerifyConnection.
func Pinned(config *tls.Config, err error) error {
	var failed *client.DialError
	var untrusted *tls.CertificateVerificationError
	var proxy *client.ProxyError // whose key --pin isn't about
	switch {
	case config == nil, config.InsecureSkipVerify, config.VerifyConnection == nil:
		return err
	case !errors.As(err, &failed), !errors.As(failed.Err, &untrusted), errors.As(err, &proxy):
		return err
	}
	if config.VerifyConnection(tls.ConnectionState{PeerCertificates: untrusted.UnverifiedCertificates}) != nil {
		return err
	}
	return &client.DialError{URL: failed.URL, Err: &status.PinnedError{Err: failed.Err}}
}
