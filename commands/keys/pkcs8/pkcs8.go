// Package pkcs8 decrypts private keys that stand in a file as "ENCRYPTED PRIVATE KEY": PKCS#8's EncryptedPrivateKeyInfo
// (RFC 5958, section 3) in the scheme PBES2 (RFC 8018, section 6.2), which is what openssl writes.
package pkcs8

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
)

// ErrPassphrase is returned where what comes out of the decryption has no right end. A wrong passphrase is found so in
// all but one of some 256 cases; in that one there is no key in what comes out.
var ErrPassphrase = errors.New("the passphrase is wrong")

var errDamaged = errors.New("the encrypted key is damaged")

type encryptedKey struct {
	Scheme pkix.AlgorithmIdentifier
	Data   []byte
}

type pbes2 struct {
	Derivation pkix.AlgorithmIdentifier
	Cipher     pkix.AlgorithmIdentifier
}

var oidPBES2 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 13}

// Decrypt returns the private key in der, as x509.ParsePKCS8PrivateKey takes it. The key may ask for as much work as
// keys made by people do: a billion times as much is refused.
func Decrypt(der []byte, passphrase string) ([]byte, error) { return usual.decrypt(der, passphrase) }

func (l limits) decrypt(der []byte, passphrase string) ([]byte, error) {
	var encrypted encryptedKey
	if err := unmarshal(der, &encrypted); err != nil {
		return nil, err
	}
	if !encrypted.Scheme.Algorithm.Equal(oidPBES2) {
		return nil, fmt.Errorf("the key is encrypted in a way of old, not PBES2 but %v (openssl pkey -in FILE -aes256 rewrites it)", encrypted.Scheme.Algorithm)
	}
	var scheme pbes2
	if err := unmarshal(encrypted.Scheme.Parameters.FullBytes, &scheme); err != nil {
		return nil, err
	}
	c, err := cipherOf(scheme.Cipher)
	if err != nil {
		return nil, err
	}
	derive, err := l.derivationOf(scheme.Derivation, c.keySize)
	if err != nil {
		return nil, err
	}
	key, err := derive(passphrase)
	if err != nil {
		return nil, err
	}
	return c.decrypt(key, encrypted.Data)
}

// unmarshal wants nothing behind the value.
func unmarshal(der []byte, value any) error {
	if rest, err := asn1.Unmarshal(der, value); err != nil || len(rest) > 0 {
		return errDamaged
	}
	return nil
}
