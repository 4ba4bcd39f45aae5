//go:build unix

package tests

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"software.sslmate.com/src/go-pkcs12"

	"wspipe/tests/server"
)

// What the scripts can say about TLS:
//
//	tlsserver NAME [WORD…]     a server of its own in $NAME; its pin is in $NAME_PIN, words say what is special:
//	                           expired, early, self-signed, client (demands a certificate of $CACERT's authority),
//	                           host=A,B (what the certificate is valid for; "host=" for nothing), max=1.1|1.2,
//	                           negative (its serial number), foreign (a host that isn't ASCII),
//	                           name=NAME (what the certificate calls it; "esc" stands for one that would steer a terminal)
//	bannerserver NAME          a server in $NAME (host and port) that speaks first, and neither TLS nor HTTP
//	certificate NAME [WORD…]   NAME.pem and NAME.key, issued to NAME by $CACERT's authority; words are a kind of key
//	                           (ecdsa, rsa, ed25519), self-signed, a format (pkcs8, pkcs1, sec1, legacy, p12, oldp12) and
//	                           passphrase=WORD; "damaged" cuts the last byte off an encrypted key; p12 and oldp12 make NAME.p12 of both

// testYear is when a server's certificate expired; an early one becomes valid a thousand years later.
const testYear = 2001

func cmdTLSServer(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: tlsserver NAME [WORD…]")
	}
	ca := stateOf(ts).ca
	leaf, config := server.Leaf{}, &tls.Config{}
	for _, word := range args[1:] {
		name, value, _ := strings.Cut(word, "=")
		switch name {
		case "expired":
			leaf.From = time.Date(testYear-1, 1, 1, 0, 0, 0, 0, time.UTC)
			leaf.To = time.Date(testYear, 2, 3, 4, 5, 6, 0, time.UTC)
		case "early":
			leaf.From = time.Date(testYear+1000, 2, 3, 4, 5, 6, 0, time.UTC)
			leaf.To = leaf.From.AddDate(1, 0, 0)
		case "self-signed":
			leaf.SelfSigned, leaf.Name = true, "selfmade"
		case "negative":
			leaf.Negative = true
		case "foreign":
			leaf.Foreign = true
		case "name":
			leaf.Name = strings.ReplaceAll(value, "esc", "\x1b[31mred")
		case "client":
			config.ClientAuth, config.ClientCAs = tls.RequireAndVerifyClientCert, ca.Pool()
		case "host":
			leaf.Hosts = strings.Split(value, ",")
		case "max":
			config.MinVersion = tls.VersionTLS10
			config.MaxVersion = map[string]uint16{"1.1": tls.VersionTLS11, "1.2": tls.VersionTLS12}[value]
		default:
			ts.Fatalf("unknown word %s", word)
		}
	}
	cert, err := ca.Issue(leaf)
	ts.Check(err)
	config.Certificates = []tls.Certificate{cert}
	s, err := server.StartTLSWith(config)
	ts.Check(err)
	ts.Defer(s.Close)
	state := stateOf(ts)
	state.servers = append(state.servers, s)
	ts.Setenv(args[0], s.URL())
	ts.Setenv(args[0]+"_PORT", s.HostPort()[strings.LastIndex(s.HostPort(), ":")+1:])
	ts.Setenv(args[0]+"_PIN", server.Pin(cert))
}

func cmdBannerServer(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: bannerserver NAME")
	}
	address, stop, err := server.StartBanner()
	ts.Check(err)
	ts.Defer(stop)
	ts.Setenv(args[0], address)
}

func cmdCertificate(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: certificate NAME [WORD…]")
	}
	kind, format, passphrase, selfSigned, damaged := "ecdsa", "pkcs8", "", false, false
	for _, word := range args[1:] {
		name, value, _ := strings.Cut(word, "=")
		switch name {
		case "ecdsa", "rsa", "ed25519":
			kind = name
		case "pkcs8", "pkcs1", "sec1", "legacy", "p12", "oldp12":
			format = name
		case "self-signed":
			selfSigned = true
		case "damaged":
			damaged = true
		case "passphrase":
			passphrase = value
		default:
			ts.Fatalf("unknown word %s", word)
		}
	}
	key, err := newKey(kind)
	ts.Check(err)
	cert, err := stateOf(ts).ca.Issue(server.Leaf{Name: args[0], Key: key, SelfSigned: selfSigned})
	ts.Check(err)
	write := func(name string, data []byte) { ts.Check(os.WriteFile(ts.MkAbs(args[0]+name), data, 0o600)) }
	if strings.HasSuffix(format, "p12") {
		data, err := encodePKCS12(cert, stateOf(ts).ca.Cert, format, passphrase)
		ts.Check(err)
		write(".p12", data)
		return
	}
	block, err := encodeKey(key, format, passphrase)
	ts.Check(err)
	if damaged {
		ts.Check(damage(block))
	}
	write(".key", pem.EncodeToMemory(block))
	write(".pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Certificate[0]}))
}

func newKey(kind string) (crypto.Signer, error) {
	switch kind {
	case "rsa":
		return rsa.GenerateKey(rand.Reader, 2048)
	case "ed25519":
		_, key, err := ed25519.GenerateKey(rand.Reader)
		return key, err
	}
	return ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
}

func encodeKey(key crypto.Signer, format, passphrase string) (*pem.Block, error) {
	var der []byte
	var err error
	label := "PRIVATE KEY"
	switch format {
	case "pkcs1":
		label, der = "RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key.(*rsa.PrivateKey))
	case "sec1", "legacy":
		label = "EC PRIVATE KEY"
		der, err = x509.MarshalECPrivateKey(key.(*ecdsa.PrivateKey))
	default:
		der, err = x509.MarshalPKCS8PrivateKey(key)
		if err == nil && passphrase != "" {
			label = "ENCRYPTED PRIVATE KEY"
			der, err = encryptPKCS8(der, passphrase)
		}
	}
	if err == nil && format == "legacy" {
		return x509.EncryptPEMBlock(rand.Reader, label, der, []byte(passphrase), x509.PEMCipherAES256) //nolint:staticcheck // what is tested
	}
	return &pem.Block{Type: label, Bytes: der}, err
}

// damage keeps the form of an encrypted key, but its content is no longer a whole number of cipher blocks.
func damage(block *pem.Block) error {
	var encrypted struct {
		Algorithm asn1.RawValue
		Data      []byte
	}
	if _, err := asn1.Unmarshal(block.Bytes, &encrypted); err != nil {
		return err
	}
	encrypted.Data = encrypted.Data[:len(encrypted.Data)-1]
	var err error
	block.Bytes, err = asn1.Marshal(encrypted)
	return err
}

func encodePKCS12(cert tls.Certificate, ca *x509.Certificate, format, passphrase string) ([]byte, error) {
	encoder := map[string]*pkcs12.Encoder{"p12": pkcs12.Modern2023, "oldp12": pkcs12.LegacyRC2}[format]
	data, err := encoder.Encode(cert.PrivateKey, cert.Leaf, []*x509.Certificate{ca}, passphrase)
	if err != nil {
		return nil, fmt.Errorf("PKCS#12: %w", err)
	}
	return data, nil
}
