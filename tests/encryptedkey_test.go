//go:build unix

package tests

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509/pkix"
	"encoding/asn1"
)

// encryptPKCS8 encrypts a private key as openssl does by default for an "ENCRYPTED PRIVATE KEY" (RFC 8018, section
// 6.2): PBKDF2 with SHA-256, then AES-256 in CBC mode.
func encryptPKCS8(der []byte, passphrase string) ([]byte, error) {
	const iterations = 2048
	salt, iv := make([]byte, 8), make([]byte, aes.BlockSize)
	rand.Read(salt)
	rand.Read(iv)
	key, err := pbkdf2.Key(sha256.New, passphrase, salt, iterations, 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	padding := aes.BlockSize - len(der)%aes.BlockSize
	data := append(bytes.Clone(der), bytes.Repeat([]byte{byte(padding)}, padding)...)
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(data, data)

	type derivation struct {
		Salt       []byte
		Iterations int
		Function   pkix.AlgorithmIdentifier
	}
	algorithm := func(parameters any, id ...int) pkix.AlgorithmIdentifier {
		p, marshalErr := asn1.Marshal(parameters)
		if err == nil {
			err = marshalErr
		}
		return pkix.AlgorithmIdentifier{Algorithm: id, Parameters: asn1.RawValue{FullBytes: p}}
	}
	function := algorithm(asn1.NullRawValue, 1, 2, 840, 113549, 2, 9)
	scheme := struct{ Derivation, Cipher pkix.AlgorithmIdentifier }{
		algorithm(derivation{salt, iterations, function}, 1, 2, 840, 113549, 1, 5, 12),
		algorithm(iv, 2, 16, 840, 1, 101, 3, 4, 1, 42),
	}
	pbes2 := algorithm(scheme, 1, 2, 840, 113549, 1, 5, 13)
	if err != nil {
		return nil, err
	}
	return asn1.Marshal(struct {
		Scheme pkix.AlgorithmIdentifier
		Data   []byte
	}{pbes2, data})
}
