package pkcs8

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
)

// cbc is a block cipher in CBC mode with its padding (RFC 8018, section 6.1.1).
type cbc struct {
	keySize int
	block   func(key []byte) (cipher.Block, error)
	iv      []byte
}

// cipherOf knows the ciphers of RFC 8018, appendix B.2, that are still in use.
func cipherOf(algorithm pkix.AlgorithmIdentifier) (cbc, error) {
	c, blockSize := cbc{block: aes.NewCipher}, aes.BlockSize
	switch id := algorithm.Algorithm; {
	case id.Equal(asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 1, 2}):
		c.keySize = 16
	case id.Equal(asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 1, 22}):
		c.keySize = 24
	case id.Equal(asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 1, 42}):
		c.keySize = 32
	case id.Equal(asn1.ObjectIdentifier{1, 2, 840, 113549, 3, 7}):
		c.keySize, c.block, blockSize = 24, des.NewTripleDESCipher, des.BlockSize
	default:
		return c, fmt.Errorf("the key is encrypted with neither AES-CBC nor triple DES, but %v", id)
	}
	if err := unmarshal(algorithm.Parameters.FullBytes, &c.iv); err != nil {
		return c, err
	}
	if len(c.iv) != blockSize {
		return c, errDamaged
	}
	return c, nil
}

func (c cbc) decrypt(key, data []byte) ([]byte, error) {
	block, err := c.block(key)
	if err != nil {
		return nil, err
	}
	size := block.BlockSize()
	if len(data) == 0 || len(data)%size != 0 {
		return nil, errDamaged
	}
	plain := make([]byte, len(data))
	cipher.NewCBCDecrypter(block, c.iv).CryptBlocks(plain, data)
	padding := int(plain[len(plain)-1])
	if padding == 0 || padding > size {
		return nil, ErrPassphrase
	}
	end := len(plain) - padding
	if !bytes.Equal(plain[end:], bytes.Repeat([]byte{byte(padding)}, padding)) {
		return nil, ErrPassphrase
	}
	return plain[:end], nil
}
