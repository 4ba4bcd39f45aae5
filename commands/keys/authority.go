package keys

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
)

// systemAuthorities returns the system's authorities and those in path.
func systemAuthorities(path string) (*x509.CertPool, error) {
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	return pool, AddAuthorities(pool, path)
}

// AddAuthorities adds those in a file, or in a folder, whose files may include other things than
// certificates.
func AddAuthorities(pool *x509.CertPool, path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		added, err := addFile(pool, path)
		if err == nil && added == 0 {
			err = fmt.Errorf("%s holds no certificate in PEM", path)
		}
		return err
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return err
	}
	total := 0
	for _, entry := range entries {
		added, err := addEntry(pool, filepath.Join(path, entry.Name()))
		if err != nil {
			return err
		}
		total += added
	}
	if total == 0 {
		return fmt.Errorf("no file in the folder %s holds a certificate in PEM", path)
	}
	return nil
}

// addEntry follows links, which such folders use, and skips what isn't a file.
func addEntry(pool *x509.CertPool, path string) (int, error) {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return 0, err
	}
	return addFile(pool, path)
}

// addFile returns how many certificates it added. In a bundle, it skips those that Go can't parse,
// unless there are no others.
func addFile(pool *x509.CertPool, path string) (int, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	added := 0
	var bad error
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			bad = fmt.Errorf("%s: %w", path, err)
			continue
		}
		pool.AddCert(cert)
		added++
	}
	if added > 0 {
		return added, nil
	}
	return 0, bad
}
