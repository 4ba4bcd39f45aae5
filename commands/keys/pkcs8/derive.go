package pkcs8

import (
	"crypto/pbkdf2"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"hash"

	"golang.org/x/crypto/scrypt"
)

// limits are how much a key may ask for.
type limits struct {
	iterations int // of PBKDF2
	memory     int // of scrypt, in bytes
	passes     int // of scrypt over that memory
}

// usual is beyond what openssl and others write by ten times and more, and takes a minute at most.
var usual = limits{iterations: 100_000_000, memory: 1 << 30, passes: 16}

type derivation func(passphrase string) ([]byte, error)

func (l limits) derivationOf(algorithm pkix.AlgorithmIdentifier, keySize int) (derivation, error) {
	switch id := algorithm.Algorithm; {
	case id.Equal(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 12}):
		return l.pbkdf2(algorithm.Parameters.FullBytes, keySize)
	case id.Equal(asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11591, 4, 11}):
		return l.scrypt(algorithm.Parameters.FullBytes, keySize)
	default:
		return nil, fmt.Errorf("the key's passphrase goes through neither PBKDF2 nor scrypt, but %v", id)
	}
}

// pbkdf2 is RFC 8018, appendix A.2.
func (l limits) pbkdf2(parameters []byte, keySize int) (derivation, error) {
	var p struct {
		Salt       []byte
		Iterations int
		KeySize    int                      `asn1:"optional"`
		Function   pkix.AlgorithmIdentifier `asn1:"optional"`
	}
	if err := unmarshal(parameters, &p); err != nil {
		return nil, err
	}
	if p.Iterations < 1 || p.KeySize != 0 && p.KeySize != keySize {
		return nil, errDamaged
	}
	if p.Iterations > l.iterations {
		return nil, fmt.Errorf("the key asks for %d iterations, which would take too long", p.Iterations)
	}
	sum, err := hashOf(p.Function.Algorithm)
	if err != nil {
		return nil, err
	}
	return func(passphrase string) ([]byte, error) {
		return pbkdf2.Key(sum, passphrase, p.Salt, p.Iterations, keySize)
	}, nil
}

// hashOf is the hash of an HMAC by its identifier (RFC 8018, appendix B.1.2); none is SHA-1's.
func hashOf(id asn1.ObjectIdentifier) (func() hash.Hash, error) {
	hmacWith := func(last int) bool { return id.Equal(asn1.ObjectIdentifier{1, 2, 840, 113549, 2, last}) }
	switch {
	case id == nil, hmacWith(7):
		return sha1.New, nil
	case hmacWith(8):
		return sha256.New224, nil
	case hmacWith(9):
		return sha256.New, nil
	case hmacWith(10):
		return sha512.New384, nil
	case hmacWith(11):
		return sha512.New, nil
	case hmacWith(12):
		return sha512.New512_224, nil
	case hmacWith(13):
		return sha512.New512_256, nil
	}
	return nil, fmt.Errorf("the key's passphrase goes through a function that is not known here, %v", id)
}

// scrypt is RFC 7914, section 7.
func (l limits) scrypt(parameters []byte, keySize int) (derivation, error) {
	var p struct {
		Salt    []byte
		N, R, P int
		KeySize int `asn1:"optional"`
	}
	if err := unmarshal(parameters, &p); err != nil {
		return nil, err
	}
	if p.N < 2 || p.N&(p.N-1) != 0 || p.R < 1 || p.P < 1 || p.KeySize != 0 && p.KeySize != keySize {
		return nil, errDamaged
	}
	if p.R > l.memory/128 || p.N > l.memory/128/p.R || p.P > l.passes {
		return nil, fmt.Errorf("the key asks for more than can be given: scrypt with N=%d, r=%d, p=%d", p.N, p.R, p.P)
	}
	return func(passphrase string) ([]byte, error) {
		return scrypt.Key([]byte(passphrase), p.Salt, p.N, p.R, p.P, keySize)
	}, nil
}
