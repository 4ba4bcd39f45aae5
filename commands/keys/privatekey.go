package keys

import (
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"software.sslmate.com/src/go-pkcs12"

	"wspipe/commands/keys/pkcs8"
)

var errNoKey = errors.New("no private key in PEM")

// findKey returns the first private key in data, the content of file.
func findKey(data []byte, file string, pass *passphrase) (crypto.Signer, error) {
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		if !strings.HasSuffix(block.Type, "PRIVATE KEY") {
			continue
		}
		key, err := decodeKey(block, file, pass)
		return key, inFile(file, err)
	}
	return nil, fmt.Errorf("%s holds %w", file, errNoKey)
}

func decodeKey(block *pem.Block, file string, pass *passphrase) (crypto.Signer, error) {
	legacy := x509.IsEncryptedPEMBlock(block) //nolint:staticcheck // unsafe or not, such files are in use
	switch {
	case block.Type == "OPENSSH PRIVATE KEY":
		return nil, errors.New("the key is in OpenSSH's own format (ssh-keygen -p -m PEM -f FILE rewrites it)")
	case block.Type != "ENCRYPTED PRIVATE KEY" && !legacy:
		return parseKey(block.Bytes)
	}
	word, err := pass.of(file)
	if err != nil {
		return nil, err
	}
	var key crypto.Signer
	err = guarded(func() error {
		if legacy {
			key, err = decryptLegacy(block, word)
		} else {
			key, err = decryptPKCS8(block.Bytes, word)
		}
		return err
	})
	if err != nil {
		return nil, undecryptable(err)
	}
	return key, nil
}

// parseKey ignores the PEM label, which some programs get wrong.
func parseKey(der []byte) (crypto.Signer, error) {
	if key, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return key, nil
	}
	if key, err := x509.ParseECPrivateKey(der); err == nil {
		return key, nil
	}
	key, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, errors.New("the private key is neither PKCS#8, PKCS#1 (RSA) nor SEC 1 (EC)")
	}
	return asSigner(key)
}

func asSigner(key any) (crypto.Signer, error) {
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, fmt.Errorf("a private key of the kind %T can't sign", key)
	}
	return signer, nil
}

// decryptLegacy decrypts a key encrypted by PEM header (RFC 1421), which doesn't always reveal a
// wrong passphrase: the result may then not be a key.
func decryptLegacy(block *pem.Block, word string) (crypto.Signer, error) {
	der, err := x509.DecryptPEMBlock(block, []byte(word)) //nolint:staticcheck // unsafe or not, such files are in use
	if err != nil {
		return nil, err
	}
	return parseKey(der)
}

func decryptPKCS8(der []byte, word string) (crypto.Signer, error) {
	if word == "" {
		return nil, errors.New("the passphrase is empty")
	}
	der, err := pkcs8.Decrypt(der, word)
	if err != nil {
		return nil, err
	}
	key, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, pkcs8.ErrPassphrase
	}
	return asSigner(key)
}

// decodePKCS12 asks for a passphrase only if the file has one.
func decodePKCS12(data []byte, file string, pass *passphrase) (*tls.Certificate, error) {
	cert, err := openPKCS12(data, pass.value)
	if errors.Is(err, pkcs12.ErrIncorrectPassword) && !pass.given {
		word, err := pass.of(file)
		if err != nil {
			return nil, inFile(file, err)
		}
		pass.value, pass.given = word, true
		return decodePKCS12(data, file, pass)
	}
	switch {
	case errors.Is(err, pkcs12.ErrIncorrectPassword):
		return nil, inFile(file, undecryptable(err))
	case err != nil:
		return nil, fmt.Errorf("%s is neither PEM nor PKCS#12 with one key: %w", file, err)
	}
	return cert, nil
}

func openPKCS12(data []byte, word string) (*tls.Certificate, error) {
	cert := &tls.Certificate{}
	return cert, guarded(func() error {
		key, leaf, chain, err := pkcs12.DecodeChain(data, word)
		if err != nil {
			return err
		}
		cert.Leaf = leaf
		cert.Certificate = append(cert.Certificate, leaf.Raw)
		for _, c := range chain {
			cert.Certificate = append(cert.Certificate, c.Raw)
		}
		cert.PrivateKey, err = asSigner(key)
		return err
	})
}

func inFile(file string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", file, err)
}

func undecryptable(err error) error {
	return fmt.Errorf("it can't be decrypted with this passphrase (--key-passphrase): %w", err)
}

// guarded turns panics into errors: the libraries panic on some damaged files.
func guarded(decode func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("it is damaged: %v", p)
		}
	}()
	return decode()
}
