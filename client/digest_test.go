package client

import (
	"net/url"
	"strings"
	"testing"
)

// TestDigestVectors checks the examples of RFC 7616, section 3.9 (the last one as
// corrected by erratum 4897), of RFC 2617 and of RFC 2069; the values for -sess come
// from Python's hashlib.
func TestDigestVectors(t *testing.T) {
	const (
		mufasa   = `realm="http-auth@example.org", qop="auth, auth-int", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`
		mufasas  = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
		testName = "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", opaque=\"5ccc069c403ebaf9f0171e9517f40e41\""
	)
	for _, test := range []struct {
		challenge, name, password, target, cnonce string
		want                                      []string
	}{
		{"Digest algorithm=MD5, " + mufasa, "Mufasa", "Circle of Life", "/dir/index.html", mufasas, []string{
			`username="Mufasa"`, `realm="http-auth@example.org"`, `uri="/dir/index.html"`, `algorithm=MD5`, `nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"`,
			`nc=00000001`, `cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"`, `qop=auth`, `response="8ca523f5e9506fed4657c9700eebdbec"`, `opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`,
		}},
		{"Digest algorithm=SHA-256, " + mufasa, "Mufasa", "Circle of Life", "/dir/index.html", mufasas, []string{
			`algorithm=SHA-256`, `response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"`,
		}},
		{"Digest algorithm=MD5-sess, " + mufasa, "Mufasa", "Circle of Life", "/dir/index.html", mufasas, []string{
			`algorithm=MD5-sess`, `response="e783283f46242139c486a698fec7211d"`,
		}},
		{"Digest algorithm=SHA-256-sess, " + mufasa, "Mufasa", "Circle of Life", "/dir/index.html", mufasas, []string{
			`response="2fd51b3a77ad75bad6afad6003e818d767133c46d9e2749e7f5232ae1ea3efd7"`,
		}},
		{
			`Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256, nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS", charset=UTF-8, userhash=true`,
			"Jäsøn Doe", "Secret, or not?", "/doe.json", "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v",
			[]string{`username="793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b"`, `userhash=true`, `response="3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5"`},
		},
		{`Digest realm="testrealm@host.com", qop="auth,auth-int", ` + testName, "Mufasa", "Circle Of Life", "/dir/index.html", "0a4f113b", []string{
			`response="6629fae49393a05397450978507c4ef1"`, `!algorithm`,
		}},
		{`Digest realm="testrealm@host.com", ` + testName, "Mufasa", "Circle Of Life", "/dir/index.html", "0a4f113b", []string{
			`response="670fd8c2df070c60b045671b8b24ff02"`, `!cnonce`, `!qop`, `!nc=`,
		}},
		{`Digest realm="a \"b\" \\c", qop=auth, nonce=x==`, `do"e`, "p", "/?a=b", "c", []string{`realm="a \"b\" \\c"`, `username="do\"e"`, `nonce="x=="`, `uri="/?a=b"`}},
		{`Digest realm="r", qop=auth, nonce=x`, "Jäsøn Doe", "p", "/", "c", []string{`username*=UTF-8''J%C3%A4s%C3%B8n%20Doe`, `!username=`, `!userhash`}},
	} {
		d, ok := strongestDigest([]string{test.challenge})
		if !ok {
			t.Errorf("%s can't be answered", test.challenge)
			continue
		}
		got := d.authorization(url.UserPassword(test.name, test.password), "GET", test.target, test.cnonce)
		for _, want := range test.want {
			if not, absent := strings.CutPrefix(want, "!"); absent == strings.Contains(got, strings.TrimPrefix(want, "!")) {
				t.Errorf("%s\n    %t %s in\n    %s", test.challenge, !absent, not, got)
			}
		}
	}
}

// Of several challenges, the strongest that can be answered is chosen, whatever their
// order in the header.
func TestStrongestDigest(t *testing.T) {
	for _, test := range []struct {
		values []string
		want   string // its realm; empty if none can be answered
	}{
		{[]string{`Basic realm="a, Digest realm=x, nonce=y"`}, ""},
		{[]string{`Digest realm="a", nonce="1", algorithm=MD5`, `Digest realm="b", nonce="1", algorithm=SHA-256`}, "b"},
		{[]string{`Digest realm="b", nonce="1", algorithm=sha-512-256, Digest realm="a", nonce="1", algorithm=SHA-256`}, "b"},
		{[]string{`Negotiate, NTLM abc==, Basic realm="x", dIGEST realm = "b" , NONCE=1,, qop=auth, Bearer`}, "b"},
		{[]string{`Digest realm="a", nonce="1", algorithm=SHA-3`, `Digest realm="b", nonce="1"`, `Digest realm="c", nonce="1"`}, "b"},
		{[]string{`Digest realm="a", nonce="1", qop="auth-int"`}, ""},
		{[]string{`Digest realm="a", nonce="1", qop=""`}, ""},
		{[]string{`Digest realm="a"`}, ""},
		{[]string{"Digest realm=\"a\x01\", nonce=1"}, ""},
		{[]string{`Digest realm="b", nonce="unended`}, "b"},
		{[]string{`=, "x", a=b, Digest`}, ""},
		{nil, ""},
	} {
		d, ok := strongestDigest(test.values)
		if ok != (test.want != "") || ok && d.parameters["realm"] != test.want {
			t.Errorf("%q: %v, %q", test.values, ok, d.parameters)
		}
	}
}

// Parsing ends whatever a server sends, and an answer fits into a header.
func FuzzDigest(f *testing.F) {
	f.Add(`Digest realm="a \"b", nonce=x==, qop="auth, auth-int", algorithm=MD5-sess, Basic`)
	f.Add(`Negotiate abc==, =,"`)
	f.Fuzz(func(t *testing.T, value string) {
		if d, ok := strongestDigest([]string{value}); ok {
			answer := request{{"Authorization", d.authorization(url.UserPassword("n", "p"), "GET", "/", "c")}}
			if err := answer.check(); err != nil {
				t.Errorf("%q: %v", answer[0].value, err)
			}
		}
	})
}
