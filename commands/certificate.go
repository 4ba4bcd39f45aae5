package commands

import (
	"bytes"
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"
)

// readClientCertificate is for --cert and --key. The certificate is shown to
// every server that asks for one: whether it suits is the server's to say.
func readClientCertificate(c *cli.Context, s streams, o *options) error {
	if !c.IsSet("cert") {
		if c.IsSet("key") {
			return usagef("--key needs --cert, the certificate that belongs to it")
		}
		if c.IsSet("key-passphrase") {
			_, err := secret(c, "key-passphrase")
			return err
		}
		return nil
	}
	file, pass, err := certificateFile(c, s)
	if err != nil {
		return err
	}
	cert, err := loadCertificate(file, c.String("key"), pass)
	if err != nil {
		return err
	}
	o.tlsConfig().GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return cert, nil }
	// Some servers ask for it once they know what the request is for (TLS 1.2).
	o.tlsConfig().Renegotiation = tls.RenegotiateOnceAsClient
	return nil
}

// certificateFile finds the file, and the passphrase of its key. curl's
// FILE:PASSPHRASE is understood unless a file has that very name; no error
// shows what may be a passphrase.
func certificateFile(c *cli.Context, s streams) (string, *passphrase, error) {
	pass := &passphrase{ctx: c.Context, streams: s}
	file := c.String("cert")
	if _, err := os.Stat(file); err != nil {
		volume := len(filepath.VolumeName(file))
		rest := ""
		rest, pass.value, pass.given = strings.Cut(file[volume:], ":")
		file = file[:volume] + rest
	}
	if !c.IsSet("key-passphrase") {
		return file, pass, nil
	}
	var err error
	pass.value, err = secret(c, "key-passphrase")
	pass.given = true
	return file, pass, err
}

// loadCertificate reads the certificate, the chain after it and the key, which
// is in file where keyFile is empty.
func loadCertificate(file, keyFile string, pass *passphrase) (*tls.Certificate, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, usagef("--cert: %w", err)
	}
	if isDER(data) {
		if keyFile != "" {
			return nil, usagef("--key: %s is PKCS#12, which holds the key itself", file)
		}
		cert, err := decodePKCS12(data, file, pass)
		return cert, asFlagError("cert", err)
	}
	cert, err := parseChain(data)
	if err != nil {
		return nil, usagef("--cert: %s %w", file, err)
	}
	flag, from := "cert", file
	if keyFile != "" {
		flag, from = "key", keyFile
		if data, err = os.ReadFile(keyFile); err != nil {
			return nil, usagef("--key: %w", err)
		}
	}
	key, err := findKey(data, from, pass)
	if errors.Is(err, errNoKey) && flag == "cert" {
		return nil, usagef("--cert: %s holds no private key, and no --key names one", file)
	}
	if err != nil {
		return nil, asFlagError(flag, err)
	}
	if !belongs(key, cert.Leaf) {
		return nil, usagef("--%s: the private key in %s is not that of the certificate in %s", flag, from, file)
	}
	cert.PrivateKey = key
	return cert, nil
}

// asFlagError leaves alone what ended the question for a passphrase.
func asFlagError(flag string, err error) error {
	if err == nil || is[*signalError](err) {
		return err
	}
	return usagef("--%s: %w", flag, err)
}

// parseChain takes the first certificate for the client's own.
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

// isDER tells PKCS#12, which is a SEQUENCE in DER, from PEM.
func isDER(data []byte) bool {
	return len(data) > 0 && data[0] == 0x30 && !bytes.Contains(data, []byte("-----BEGIN"))
}
