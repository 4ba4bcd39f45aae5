package client

import (
	"crypto/md5" //nolint:gosec // what the server asks for
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// digest is a Digest challenge (RFC 7616) that can be answered.
type digest struct {
	parameters map[string]string
	hash       func(string) string
	strength   int
	session    bool // the algorithm's name ends with -sess
}

// strongestDigest returns the strongest challenge, and the first of equally strong ones
// (RFC 7616, section 3.7).
func strongestDigest(values []string) (best digest, ok bool) {
	for _, c := range challengesOf(values) {
		if d, can := digestOf(c.parameters); can && strings.EqualFold(c.scheme, "Digest") && d.strength > best.strength {
			best, ok = d, true
		}
	}
	return best, ok
}

// digestOf returns false for a challenge with an unknown algorithm or quality of
// protection, or with characters that no header can hold.
func digestOf(parameters map[string]string) (digest, bool) {
	d := digest{parameters: parameters}
	name, session := strings.CutSuffix(strings.ToUpper(parameters["algorithm"]), "-SESS")
	d.session = session
	switch name {
	case "", "MD5":
		d.strength, d.hash = 1, func(s string) string { sum := md5.Sum([]byte(s)); return hex.EncodeToString(sum[:]) } //nolint:gosec // as above
	case "SHA-256":
		d.strength, d.hash = 2, func(s string) string { sum := sha256.Sum256([]byte(s)); return hex.EncodeToString(sum[:]) }
	case "SHA-512-256":
		d.strength, d.hash = 3, func(s string) string { sum := sha512.Sum512_256([]byte(s)); return hex.EncodeToString(sum[:]) }
	default:
		return d, false
	}
	qop, protected := parameters["qop"]
	if protected && !slices.Contains(strings.FieldsFunc(strings.ToLower(qop), func(r rune) bool { return r == ',' || r == ' ' || r == '\t' }), "auth") {
		return d, false
	}
	for _, value := range parameters {
		if strings.ContainsFunc(value, isControl) {
			return d, false
		}
	}
	return d, parameters["nonce"] != ""
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }

// authorization answers the challenge for a request (RFC 7616, section 3.4).
func (d digest) authorization(user *url.Userinfo, method, target, cnonce string) string {
	const count = "00000001" // a nonce is used only once here
	p := d.parameters
	password, _ := user.Password()
	key := d.hash(user.Username() + ":" + p["realm"] + ":" + password)
	if d.session {
		key = d.hash(key + ":" + p["nonce"] + ":" + cnonce)
	}
	_, protected := p["qop"]
	between := p["nonce"]
	if protected {
		between += ":" + count + ":" + cnonce + ":auth"
	}
	fields := append(d.name(user.Username()),
		"realm="+quote(p["realm"]), "nonce="+quote(p["nonce"]), "uri="+quote(target),
		"response="+quote(d.hash(key+":"+between+":"+d.hash(method+":"+target))))
	if algorithm, ok := p["algorithm"]; ok {
		fields = append(fields, "algorithm="+algorithm)
	}
	if opaque, ok := p["opaque"]; ok {
		fields = append(fields, "opaque="+quote(opaque))
	}
	if protected {
		fields = append(fields, "qop=auth", "nc="+count)
	}
	if protected || d.session {
		fields = append(fields, "cnonce="+quote(cnonce))
	}
	return "Digest " + strings.Join(fields, ", ")
}

// name returns the parameters for the user's name: hashed if the server supports that,
// and percent-encoded if it doesn't fit into a quoted string (RFC 7616, sections 3.4
// and 3.4.4).
func (d digest) name(name string) []string {
	switch {
	case strings.EqualFold(d.parameters["userhash"], "true"):
		return []string{"username=" + quote(d.hash(name+":"+d.parameters["realm"])), "userhash=true"}
	case strings.ContainsFunc(name, func(r rune) bool { return isControl(r) || r > '~' }):
		return []string{"username*=UTF-8''" + percentEncoded(name)}
	}
	return []string{"username=" + quote(name)}
}

// quote returns a quoted string (RFC 9110, section 5.6.4).
func quote(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

// percentEncoded returns an extended value (RFC 8187, section 3.2.1).
func percentEncoded(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		if strings.IndexByte("!#$&+-.^_`|~", c) >= 0 || c < 0x80 && isAlphanumeric(c) {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

func isAlphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// newCnonce returns the client's nonce.
func newCnonce() string { return rand.Text() }
