//go:build unix

package tests

import (
	"crypto/x509"
	"encoding/pem"
	"path/filepath"
	"testing"

	"wspipe/tests/server"
)

// authority signs certificates into files, for servers that aren't ours.
type authority struct {
	ca   *server.CA
	dir  string
	file string // its own certificate
}

func newAuthority(t testing.TB, dir string) *authority {
	t.Helper()
	ca, err := server.NewCA()
	if err != nil {
		t.Fatal(err)
	}
	return &authority{ca, dir, writeFile(t, filepath.Join(dir, "authority.pem"), string(ca.PEM))}
}

// issue makes a certificate for servers on loopback and for clients.
func (a *authority) issue(t testing.TB, name string) (certFile, keyFile string) {
	t.Helper()
	cert, err := a.ca.Issue(server.Leaf{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	key, err := x509.MarshalPKCS8PrivateKey(cert.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	return a.write(t, name+".pem", "CERTIFICATE", cert.Certificate[0]), a.write(t, name+".key", "PRIVATE KEY", key)
}

func (a *authority) write(t testing.TB, name, kind string, der []byte) string {
	t.Helper()
	return writeFile(t, filepath.Join(a.dir, name), string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})))
}
