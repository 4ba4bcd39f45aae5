package status

import (
	"crypto/tls"
	"errors"
	"io"
	"strings"

	"wspipe/client"
)

// explainProxy explains a failure at the proxy, wherever the connection was going.
func explainProxy(e *client.ProxyError) string {
	name := "the proxy " + Printable(e.Proxy)
	if !e.Refused {
		return name + ": " + proxyCause(e.Err)
	}
	text := name + " refused: " + Printable(e.Err.Error())
	if e.LoginWanted {
		scheme, _, _ := strings.Cut(e.Proxy, ":")
		text += " (--proxy " + scheme + "://NAME:PASSWORD@… logs in)"
	}
	return text
}

// proxyCause is NetworkCause for the connection to a proxy.
func proxyCause(err error) string {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return "it ended the connection"
	}
	var untrusted *tls.CertificateVerificationError
	if errors.As(err, &untrusted) {
		return "its certificate is not trusted: " + Printable(untrusted.Err.Error()) +
			" (--cacert FILE adds an authority; -k is for the server's certificate only)"
	}
	if Is[tls.RecordHeaderError](err) {
		return "it doesn't speak TLS (http:// connects without)"
	}
	return NetworkCause(err)
}
