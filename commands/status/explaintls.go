package status

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"
)

// PinnedError means that a certificate isn't trusted, but --pin allows its key.
type PinnedError struct{ Err error }

func (e *PinnedError) Error() string { return e.Err.Error() }
func (e *PinnedError) Unwrap() error { return e.Err }

// Explain returns what stderr says about it.
func (e *PinnedError) Explain() string {
	return explainTLS(e.Err) + "; its key is one that --pin allows: with -k, --pin alone decides"
}

// explainTLS says why the two sides don't trust each other, and what to do about it. It returns ""
// for other errors.
func explainTLS(err error) string {
	var invalid x509.CertificateInvalidError
	var host x509.HostnameError
	var unknown x509.UnknownAuthorityError
	var other *tls.CertificateVerificationError
	var own ownWords
	var network *net.OpError
	switch {
	case errors.As(err, &own):
		return own.Explain()
	case errors.As(err, &invalid):
		return explainInvalid(invalid)
	case errors.As(err, &host):
		return explainHost(host)
	case errors.As(err, &unknown):
		return explainUnknown(unknown)
	case Is[x509.SystemRootsError](err):
		return "this system trusts no authorities at all (--cacert FILE adds some, -k trusts any certificate)"
	case errors.As(err, &other):
		return "the server's certificate is not trusted: " + Printable(other.Err.Error()) + " (-k trusts any)"
	case Is[tls.RecordHeaderError](err), errors.Is(err, http.ErrSchemeMismatch):
		return "the server doesn't speak TLS there (ws:// connects without)"
	case errors.As(err, &network) && network.Op == "remote error":
		return explainAlert(network.Err)
	case errors.As(err, &network) && network.Err.Error() == alertNoRenegotiation.Error():
		return "the server wants to negotiate TLS again, as some do to ask for a client certificate (--cert FILE, --key FILE)"
	}
	if _, problem, ok := strings.Cut(err.Error(), "tls: failed to parse certificate from server: x509: "); ok {
		return "the server's certificate can't be read, not even with -k: " + Printable(problem)
	}
	return ""
}

func explainInvalid(e x509.CertificateInvalidError) string {
	const untrusted = " (-k trusts any certificate)"
	if e.Reason != x509.Expired {
		return "the server's certificate is not valid: " + Printable(strings.TrimPrefix(e.Error(), "x509: ")) + untrusted
	}
	what := "the certificate of " + nameOf(e.Cert) + issuedBy(e.Cert)
	if time.Now().Before(e.Cert.NotBefore) {
		return what + " is not valid before " + date(e.Cert.NotBefore) + untrusted
	}
	return what + " is expired since " + date(e.Cert.NotAfter) + untrusted
}

func date(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 MST") }

func explainHost(e x509.HostnameError) string {
	return "the server's certificate is valid for " + Printable(hostsOf(e.Certificate)) + ", not for " + Printable(e.Host) +
		" (--server-name NAME checks for another name, -k for none)"
}

// hostsOf names as many hosts as fit into a line.
func hostsOf(cert *x509.Certificate) string {
	const enough = 10
	names := slices.Clone(cert.DNSNames)
	for _, ip := range cert.IPAddresses {
		names = append(names, ip.String())
	}
	switch {
	case len(names) == 0 && cert.Subject.CommonName != "":
		return "no host (its common name " + quoted(cert.Subject.CommonName) + " doesn't count)"
	case len(names) == 0:
		return "no host"
	case len(names) > enough:
		return fmt.Sprintf("%s and %d more", strings.Join(names[:enough], ", "), len(names)-enough)
	}
	return strings.Join(names, ", ")
}

func explainUnknown(e x509.UnknownAuthorityError) string {
	const flags = " (--cacert FILE adds an authority, -k trusts any certificate)"
	if e.Cert == nil {
		return "the server's certificate is issued by an unknown authority" + flags
	}
	what := "the certificate of " + nameOf(e.Cert)
	if string(e.Cert.RawIssuer) == string(e.Cert.RawSubject) {
		return what + " is signed by itself and by no authority that is trusted" + flags
	}
	return what + " is" + issuedBy(e.Cert) + ", which is not trusted" + flags
}

func nameOf(cert *x509.Certificate) string {
	name := cert.Subject.CommonName
	if name == "" && len(cert.DNSNames) > 0 {
		name = cert.DNSNames[0]
	}
	if name == "" {
		name = cert.Subject.String()
	}
	return quoted(name)
}

func issuedBy(cert *x509.Certificate) string {
	name := cert.Issuer.CommonName
	if name == "" {
		name = cert.Issuer.String()
	}
	return " issued by " + quoted(name)
}

func quoted(name string) string { return `"` + Printable(name) + `"` }

// Alerts of RFC 8446, section 6, that a person can do something about.
const (
	alertHandshakeFailure    = tls.AlertError(40)
	alertBadCertificate      = tls.AlertError(42)
	alertUnsupported         = tls.AlertError(43)
	alertRevoked             = tls.AlertError(44)
	alertExpired             = tls.AlertError(45)
	alertCertificateUnknown  = tls.AlertError(46)
	alertUnknownAuthority    = tls.AlertError(48)
	alertAccessDenied        = tls.AlertError(49)
	alertProtocolVersion     = tls.AlertError(70)
	alertNoRenegotiation     = tls.AlertError(100)
	alertUnrecognizedName    = tls.AlertError(112)
	alertCertificateRequired = tls.AlertError(116)
	alertNoProtocol          = tls.AlertError(120)
)

// explainAlert recognizes an alert by package tls's text for it, since its type is not exported.
func explainAlert(err error) string {
	words := err.Error()
	says := ": it says " + quoted(strings.TrimPrefix(words, "tls: "))
	switch words {
	case alertCertificateRequired.Error():
		return "the server demands a client certificate (--cert FILE, --key FILE)"
	case alertBadCertificate.Error(), alertUnsupported.Error(), alertCertificateUnknown.Error(),
		alertUnknownAuthority.Error(), alertAccessDenied.Error():
		return "the server demands a client certificate that it trusts (--cert FILE, --key FILE)" + says
	case alertRevoked.Error(), alertExpired.Error():
		return "the server refuses the client certificate (--cert)" + says
	case alertProtocolVersion.Error():
		return "the server speaks no version of TLS that is asked for (1.2 and 1.3, unless --tls-min and --tls-max say otherwise)" + says
	case alertUnrecognizedName.Error():
		return "the server knows no host of that name (--server-name NAME asks for another)" + says
	case alertNoProtocol.Error():
		return "the server doesn't speak HTTP/1.1 there" + says
	case alertHandshakeFailure.Error():
		return "the server and wspipe have no kind of TLS in common, or it demands a client certificate (--cert FILE, --key FILE)" + says
	}
	return "the server ended the TLS handshake" + says
}
