package commands

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"math/big"
	"net"
	"time"

	"github.com/urfave/cli/v2"
)

// readServerTLS leaves o.tls nil where no flag asks for TLS.
func readServerTLS(c *cli.Context, s streams, o *serveOptions) error {
	cert, err := serverCertificate(c, s, o)
	if err != nil {
		return err
	}
	if cert == nil {
		if c.IsSet("client-ca") {
			return usagef("--client-ca needs --cert or --self-signed: without TLS clients show no certificate")
		}
		return nil
	}
	if o.address.network == "unix" {
		return usagef("there is no TLS on a unix socket")
	}
	o.tls = &tls.Config{Certificates: []tls.Certificate{*cert}, NextProtos: []string{"http/1.1"}}
	if !c.IsSet("client-ca") {
		return nil
	}
	o.tls.ClientAuth = tls.RequireAndVerifyClientCert
	o.tls.ClientCAs = x509.NewCertPool()
	if err := addAuthorities(o.tls.ClientCAs, c.String("client-ca")); err != nil {
		return usagef("--client-ca: %w", err)
	}
	return nil
}

// serverCertificate is nil where there is to be none.
func serverCertificate(c *cli.Context, s streams, o *serveOptions) (*tls.Certificate, error) {
	switch {
	case c.Bool("self-signed") && c.IsSet("cert"):
		return nil, usagef("--self-signed and --cert contradict each other")
	case c.Bool("self-signed"):
		cert, err := selfSigned(o.address.host)
		if err != nil {
			return nil, err
		}
		sum := pinOf(cert.Leaf)
		o.pin = pinPrefix + base64.StdEncoding.EncodeToString(sum[:])
		return cert, nil
	case c.IsSet("cert"):
		file, pass, err := certificateFile(c, s)
		if err != nil {
			return nil, err
		}
		return loadCertificate(file, c.String("key"), pass)
	case c.IsSet("key"):
		return nil, usagef("--key needs --cert, the certificate that belongs to it")
	}
	return nil, nil
}

// selfSigned makes a certificate for host and for the names of loopback, with
// a key that nobody else will ever have.
func selfSigned(host string) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()),
		Subject:      pkix.Name{CommonName: "wspipe serve --self-signed"},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().AddDate(1, 0, 0),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames:     []string{"localhost"},
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
	}
	if ip := net.ParseIP(host); ip != nil {
		template.IPAddresses = append(template.IPAddresses, ip)
	} else {
		template.DNSNames = append(template.DNSNames, host)
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, nil
}
