package matcher

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // what some servers sign with
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"slices"
	"strings"

	"github.com/itchyny/gojq"
)

// Script is a filter that needs no message: it has values as $NAME, and functions to compute others
// from them.
type Script struct {
	filter *Filter
	names  []string
}

// ParseScript parses a script. An error is a *SyntaxError.
func ParseScript(text string) (*Script, error) {
	var s Script
	for {
		f, problem := parseFilter(text, s.options()...)
		if problem == nil {
			s.filter = f
			return &s, nil
		}
		_, name, ok := strings.Cut(problem.text, "variable not defined: $")
		if !ok || slices.Contains(s.names, name) || strings.Contains(name, "::") {
			return nil, &SyntaxError{text: text, offset: problem.offset, problem: problem.text}
		}
		s.names = append(s.names, name)
	}
}

// Names returns the names of the values that the script uses.
func (s *Script) Names() []string { return s.names }

// Last returns the script's last output for an input, which may be nil. found is false if there is
// no output.
func (s *Script) Last(input any, value func(name string) string) (last any, found bool, err error) {
	values := make([]any, len(s.names))
	for i, name := range s.names {
		values[i] = value(name)
	}
	err = s.filter.run(forJQ(input), values, func(output any) error {
		last, found = output, true
		return nil
	})
	return last, found, err
}

func (s *Script) options() []gojq.CompilerOption {
	variables := make([]string, len(s.names))
	for i, name := range s.names {
		variables[i] = "$" + name
	}
	return []gojq.CompilerOption{
		gojq.WithVariables(variables),
		gojq.WithFunction("uuid", 0, 0, func(any, []any) any { return uuid() }),
		gojq.WithFunction("random", 0, 0, func(any, []any) any { return random() }),
		digest("sha256", 0, hex.EncodeToString, sha256Sum),
		digest("sha256_base64", 0, base64.StdEncoding.EncodeToString, sha256Sum),
		digest("hmac_sha256", 1, hex.EncodeToString, mac(sha256.New)),
		digest("hmac_sha256_base64", 1, base64.StdEncoding.EncodeToString, mac(sha256.New)),
		digest("hmac_sha1", 1, hex.EncodeToString, mac(sha1.New)),
		digest("hmac_sha1_base64", 1, base64.StdEncoding.EncodeToString, mac(sha1.New)),
	}
}

// uuid returns a random UUID (RFC 9562, section 5.4).
func uuid() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// random returns a number from 0 up to, but not including, 1.
func random() float64 {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return float64(binary.BigEndian.Uint64(b[:])>>11) / (1 << 53)
}

func sha256Sum(text, _ string) []byte {
	sum := sha256.Sum256([]byte(text))
	return sum[:]
}

func mac(of func() hash.Hash) func(text, key string) []byte {
	return func(text, key string) []byte {
		h := hmac.New(of, []byte(key))
		h.Write([]byte(text))
		return h.Sum(nil)
	}
}

// digest returns a function of its input and, with one argument, of a key.
func digest(name string, arguments int, encode func([]byte) string, sum func(text, key string) []byte) gojq.CompilerOption {
	return gojq.WithFunction(name, arguments, arguments, func(input any, args []any) any {
		text, ok := input.(string)
		key := ""
		if ok && arguments == 1 {
			key, ok = args[0].(string)
		}
		if !ok {
			return errors.New(name + " is for strings")
		}
		return encode(sum(text, key))
	})
}
