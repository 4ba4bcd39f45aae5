package commands

import "os"

// readKeyLog appends the session keys to the file that SSLKEYLOGFILE names, so
// that a recorded connection can be decrypted, as browsers and curl do.
func readKeyLog(o *options) error {
	name := os.Getenv("SSLKEYLOGFILE")
	if name == "" {
		return nil
	}
	file, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return usagef("SSLKEYLOGFILE: %w", err)
	}
	o.tlsConfig().KeyLogWriter = file
	return nil
}
