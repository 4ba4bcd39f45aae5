package flags

import (
	"crypto/tls"

	"wspipe/client"
	"wspipe/commands/status"
	"wspipe/commands/transcript"
)

// addHandshake adds a transcript's settings for one connection to those of the flags. The values
// may come from the other end, so none of them names a file.
func addHandshake(o *client.Options, h transcript.Handshake) error {
	o.Header = o.Header.Clone()
	if h.Origin != "" {
		if !validHeader("Origin", h.Origin) {
			return status.Usagef("origin: it has characters that no header can hold")
		}
		setHeader(o.Header, "Origin", h.Origin)
	}
	if h.User != "" {
		deleteHeader(o.Header, "Authorization")
		o.User = userinfo(h.User)
	}
	asked, err := addLines(o.Header, h.Headers)
	if err != nil {
		return status.Usagef("header: %w", err)
	}
	asked.fill(o)
	if len(h.Protocols) > 0 {
		o.Protocols = h.Protocols
		if err := checkSubprotocols(h.Protocols); err != nil {
			return err
		}
	}
	if h.Compress != nil {
		o.Compression, o.CompressionParameters = true, *h.Compress
		if err := client.CheckCompression(*h.Compress); err != nil && *h.Compress != "" {
			return status.Usagef("compress: %w", err)
		}
	}
	if h.Insecure {
		config := &tls.Config{} //nolint:gosec // the minimum is the library's
		if o.TLS != nil {
			config = o.TLS.Clone()
		}
		config.InsecureSkipVerify = true
		o.TLS = config
	}
	return nil
}
