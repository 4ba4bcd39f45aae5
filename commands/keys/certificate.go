package keys

import (
	"bytes"
	"context"
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// Credentials are a certificate and what belongs to it.
type Credentials struct {
	Cert       string // a file; empty if there is none
	Key        string // a file; empty if the key is in Cert; without Cert, nothing
	Passphrase string // of the key
	Given      bool   // whether Passphrase was given; if not, it is asked for
}

// Load returns nil if there is no certificate.
func (c Credentials) Load(ctx context.Context, s stdio.Streams) (*tls.Certificate, error) {
	if c.Cert == "" {
		return nil, nil
	}
	file, pass := c.file(ctx, s)
	return loadCertificate(file, c.Key, pass)
}

// file returns the file, and the passphrase of its key. It accepts curl's FILE:PASSPHRASE unless a
// file has that exact name; no error shows what may be a passphrase.
func (c Credentials) file(ctx context.Context, s stdio.Streams) (string, *passphrase) {
	pass := &passphrase{ctx: ctx, streams: s}
	file := c.Cert
	if _, err := os.Stat(file); err != nil {
		volume := len(filepath.VolumeName(file))
		rest := ""
		rest, pass.value, pass.given = strings.Cut(file[volume:], ":")
		file = file[:volume] + rest
	}
	if c.Given {
		pass.value, pass.given = c.Passphrase, true
	}
	return file, pass
}

// loadCertificate reads the certificate, the chain after it and the key, which is also in file if
// keyFile is empty.
func loadCertificate(file, keyFile string, pass *passphrase) (*tls.Certificate, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, status.Usagef("--cert: %w", err)
	}
	if isDER(data) {
		if keyFile != "" {
			return nil, status.Usagef("--key: %s is PKCS#12, which holds the key itself", file)
		}
		cert, err := decodePKCS12(data, file, pass)
		return cert, AsFlagError("cert", err)
	}
	cert, err := parseChain(data)
	if err != nil {
		return nil, status.Usagef("--cert: %s %w", file, err)
	}
	flag, from := "cert", file
	if keyFile != "" {
		flag, from = "key", keyFile
		if data, err = os.ReadFile(keyFile); err != nil {
			return nil, status.Usagef("--key: %w", err)
		}
	}
	key, err := findKey(data, from, pass)
	if errors.Is(err, errNoKey) && flag == "cert" {
		return nil, status.Usagef("--cert: %s holds no private key, and no --key names one", file)
	}
	if err != nil {
		return nil, AsFlagError(flag, err)
	}
	if !belongs(key, cert.Leaf) {
		return nil, status.Usagef("--%s: the private key in %s is not that of the certificate in %s", flag, from, file)
	}
	cert.PrivateKey = key
	return cert, nil
}

// AsFlagError leaves alone the error of a signal at the passphrase prompt.
func AsFlagError(flag string, err error) error {
	if err == nil || status.Is[*status.SignalError](err) {
		return err
	}
	return status.Usagef("--%s: %w", flag, err)
}

// parseChain takes the first certificate as the client's own.
func parseChain(data []byte) (*tls.Certificate, error) {
	cert := &tls.Certificate{}
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		if block.Type == "CERTIFICATE" {
			cert.Certificate = append(cert.Certificate, block.Bytes)
		}
	}
	if len(cert.Certificate) == 0 {
		return nil, errors.New("holds no certificate in PEM or PKCS#12")
	}
	var err error
	if cert.Leaf, err = x509.ParseCertificate(cert.Certificate[0]); err != nil {
		return nil, fmt.Errorf("holds a bad certificate: %w", err)
	}
	return cert, nil
}

func belongs(key crypto.Signer, cert *x509.Certificate) bool {
	public, ok := key.Public().(interface{ Equal(crypto.PublicKey) bool })
	return ok && public.Equal(cert.PublicKey)
}

// isDER distinguishes PKCS#12, a SEQUENCE in DER, from PEM.
func isDER(data []byte) bool {
	return len(data) > 0 && data[0] == 0x30 && !bytes.Contains(data, []byte("-----BEGIN"))
}
