package server

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	bignum "math/big"
	"net"
	"time"
)

// CA is a certificate authority in memory, with a certificate for 127.0.0.1 and localhost that it
// has issued.
type CA struct {
	PEM  []byte
	Cert *x509.Certificate
	key  crypto.Signer
	leaf tls.Certificate
}

// NewCA creates an authority that nobody trusts by default.
func NewCA() (*CA, error) {
	ca := &x509.Certificate{
		SerialNumber:          bignum.NewInt(1),
		Subject:               pkix.Name{CommonName: "wspipe tests"},
		NotBefore:             time.Now().Add(-time.Hour),
		NotAfter:              time.Now().Add(24 * time.Hour),
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign,
	}
	key, err := newKey()
	if err != nil {
		return nil, err
	}
	der, err := x509.CreateCertificate(rand.Reader, ca, ca, key.Public(), key)
	if err != nil {
		return nil, err
	}
	if ca, err = x509.ParseCertificate(der); err != nil {
		return nil, err
	}
	made := &CA{PEM: certificatePEM(der), Cert: ca, key: key}
	made.leaf, err = made.Issue(Leaf{})
	return made, err
}

// Pool returns a pool that trusts only this authority.
func (ca *CA) Pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(ca.Cert)
	return pool
}

// Leaf says how a certificate differs from the default, which is valid for 127.0.0.1 and localhost,
// and as a client certificate.
type Leaf struct {
	Name       string        // the common name; default: 127.0.0.1
	Hosts      []string      // in place of those two; a single empty one means none
	From, To   time.Time     // in place of the authority's
	Key        crypto.Signer // in place of a new one, for P-256
	SelfSigned bool          // in place of a signature by the authority
	// Go can't create such certificates: Negative means a negative serial number, Foreign a host
	// name that isn't ASCII. They make the signature invalid.
	Negative, Foreign bool
}

// Issue issues a certificate.
func (ca *CA) Issue(l Leaf) (tls.Certificate, error) {
	cert := &x509.Certificate{
		SerialNumber: bignum.NewInt(2),
		Subject:      pkix.Name{CommonName: "127.0.0.1"},
		NotBefore:    ca.Cert.NotBefore,
		NotAfter:     ca.Cert.NotAfter,
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1)},
		DNSNames:     []string{"localhost"},
	}
	if l.Foreign {
		l.Hosts = []string{foreignHost}
	}
	if l.Name != "" {
		cert.Subject.CommonName = l.Name
	}
	if len(l.Hosts) > 0 {
		cert.IPAddresses, cert.DNSNames = nil, l.Hosts
	}
	if len(l.Hosts) > 0 && l.Hosts[0] == "" {
		cert.DNSNames = nil
	}
	if !l.From.IsZero() {
		cert.NotBefore, cert.NotAfter = l.From, l.To
	}
	var err error
	if l.Key == nil {
		if l.Key, err = newKey(); err != nil {
			return tls.Certificate{}, err
		}
	}
	issuer, issuerKey := ca.Cert, ca.key
	if l.SelfSigned {
		issuer, issuerKey = cert, l.Key
	}
	der, err := x509.CreateCertificate(rand.Reader, cert, issuer, l.Key.Public(), issuerKey)
	if err != nil {
		return tls.Certificate{}, err
	}
	leaf, err := x509.ParseCertificate(der)
	return tls.Certificate{Certificate: [][]byte{l.spoil(der)}, PrivateKey: l.Key, Leaf: leaf}, err
}

const foreignHost = "foreign.example"

func (l Leaf) spoil(der []byte) []byte {
	if l.Negative { // the version, which is 2, and the serial number
		der = bytes.Replace(der, []byte("\x02\x01\x02\x02\x01\x02"), []byte("\x02\x01\x02\x02\x01\xfe"), 1)
	}
	if l.Foreign {
		der = bytes.Replace(der, []byte(foreignHost), []byte("\xf6"+foreignHost[1:]), 1)
	}
	return der
}

func newKey() (crypto.Signer, error) { return ecdsa.GenerateKey(elliptic.P256(), rand.Reader) }

func certificatePEM(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

// Pin returns the argument of --pin for this certificate.
func Pin(cert tls.Certificate) string {
	sum := sha256.Sum256(cert.Leaf.RawSubjectPublicKeyInfo)
	return "sha256//" + base64.StdEncoding.EncodeToString(sum[:])
}
