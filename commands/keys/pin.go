package keys

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"strings"

	"wspipe/commands/status"
)

const pinPrefix = "sha256//"

// pins are SHA-256 sums of public keys (SubjectPublicKeyInfo); the server must have one of them
// (RFC 7469, section 2.4).
type pins map[[sha256.Size]byte]bool

// parsePins parses what curl's --pinnedpubkey accepts, except files.
func parsePins(values []string) (pins, error) {
	allowed := pins{}
	for _, value := range values {
		for _, pin := range strings.Split(value, ";") {
			text, ok := strings.CutPrefix(pin, pinPrefix)
			sum, err := base64.StdEncoding.DecodeString(text)
			if !ok || err != nil || len(sum) != sha256.Size {
				return nil, status.Usagef("--pin: %q is not %s and the base64 of 32 bytes", pin, pinPrefix)
			}
			allowed[[sha256.Size]byte(sum)] = true
		}
	}
	return allowed, nil
}

// verify is called for every handshake, whatever else is verified.
func (p pins) verify(state tls.ConnectionState) error {
	if len(state.PeerCertificates) == 0 {
		return errors.New("the server has no certificate to hold against --pin")
	}
	leaf := state.PeerCertificates[0]
	if p[pinOf(leaf)] {
		return nil
	}
	return &pinError{leaf}
}

func pinOf(cert *x509.Certificate) [sha256.Size]byte {
	return sha256.Sum256(cert.RawSubjectPublicKeyInfo)
}

// pinError means that the server's key is not one of --pin's.
type pinError struct{ leaf *x509.Certificate }

// Explain returns what stderr says about it.
func (e *pinError) Explain() string { return e.Error() }

func (e *pinError) Error() string {
	return "the server's key is not one that --pin allows; its pin is " + ShownPin(e.leaf)
}

// ShownPin returns a pin in the form that --pin accepts.
func ShownPin(cert *x509.Certificate) string {
	sum := pinOf(cert)
	return pinPrefix + base64.StdEncoding.EncodeToString(sum[:])
}
