package pkcs8

import (
	"bytes"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// testdata is what openssl 3.0 made of plain.pem, each file by
//
//	openssl pkcs8 -topk8 -in plain.pem -out FILE -passout pass:sésame
//
// and the flags that its name tells: -v2, -v2prf, -scrypt, -iter.
const passphrase = "sésame"

func read(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name+".pem"))
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(data)
	if block == nil {
		t.Fatalf("%s holds no PEM", name)
	}
	return block.Bytes
}

func files(t testing.TB) []string {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.pem")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, path := range paths {
		if name := strings.TrimSuffix(filepath.Base(path), ".pem"); name != "plain" {
			names = append(names, name)
		}
	}
	return names
}

func TestKeysOfOpenSSL(t *testing.T) {
	plain, decrypted := read(t, "plain"), 0
	for _, name := range files(t) {
		if strings.HasPrefix(name, "refused-") {
			continue
		}
		decrypted++
		der := read(t, name)
		if got, err := Decrypt(der, passphrase); err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%s: %x, %v", name, got, err)
		}
		// A wrong passphrase may end in what looks like padding by chance, but not in the key.
		if got, err := Decrypt(der, "sesame"); bytes.Equal(got, plain) || err != nil && !errors.Is(err, ErrPassphrase) {
			t.Errorf("%s with a wrong passphrase: %x, %v", name, got, err)
		}
		if got, err := Decrypt(der[:len(der)-1], passphrase); !errors.Is(err, errDamaged) {
			t.Errorf("%s without its end: %x, %v", name, got, err)
		}
	}
	if decrypted < 11 {
		t.Errorf("only %d keys", decrypted)
	}
}

func TestWhatIsRefusedIsNamed(t *testing.T) {
	for name, words := range map[string]string{
		"refused-pbes1":    "a way of old, not PBES2 but 1.2.840.113549.1.12.1.3",
		"refused-camellia": "neither AES-CBC nor triple DES, but 1.2.392.200011.61.1.1.1.4",
	} {
		if _, err := Decrypt(read(t, name), passphrase); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestLimits changes what real keys ask for: nothing is tried that would take hours or all memory.
func TestLimits(t *testing.T) {
	for _, c := range []struct {
		file     string
		old, new []byte
		words    string
	}{
		{"iterations", []byte{2, 3, 1, 0x86, 0xa0}, []byte{2, 3, 0x7f, 0xff, 0xff}, "8388607 iterations, which would"},
		{"iterations", []byte{2, 3, 1, 0x86, 0xa0}, []byte{2, 3, 0, 0, 0}, "damaged"},
		{"iterations", []byte{2, 3, 1, 0x86, 0xa0}, []byte{2, 3, 0xff, 0, 0}, "damaged"},
		{"scrypt", []byte{2, 2, 0x40, 0, 2, 1, 8}, []byte{2, 2, 0x40, 1, 2, 1, 8}, "damaged"},
		{"scrypt", []byte{2, 2, 0x40, 0, 2, 1, 8}, []byte{2, 2, 0x40, 0, 2, 1, 0}, "damaged"},
		{"scrypt", []byte{2, 1, 8, 2, 1, 1}, []byte{2, 1, 8, 2, 1, 0x7f}, "r=8, p=127"},
	} {
		der := read(t, c.file)
		if bytes.Count(der, c.old) != 1 {
			t.Fatalf("%s doesn't have %x once", c.file, c.old)
		}
		_, err := limits{iterations: 1 << 20, memory: 1 << 30, passes: 16}.decrypt(bytes.Replace(der, c.old, c.new, 1), passphrase)
		if err == nil || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s with %x: %v, want %q", c.file, c.new, err, c.words)
		}
	}
	small := limits{iterations: 1, memory: 1 << 20, passes: 1}
	for _, name := range []string{"usual", "scrypt"} {
		if _, err := small.decrypt(read(t, name), passphrase); err == nil || errors.Is(err, ErrPassphrase) {
			t.Errorf("%s beyond its limits: %v", name, err)
		}
	}
}

// FuzzDecrypt looks for panics, and for work beyond the limits, which would show as a test that hangs.
func FuzzDecrypt(f *testing.F) {
	for _, name := range files(f) {
		f.Add(read(f, name))
	}
	small := limits{iterations: 4096, memory: 1 << 20, passes: 2}
	f.Fuzz(func(t *testing.T, der []byte) {
		plain, err := small.decrypt(der, passphrase)
		if err != nil {
			return
		}
		var encrypted encryptedKey
		if _, err := asn1.Unmarshal(der, &encrypted); err != nil {
			t.Fatal(err)
		}
		if missing := len(encrypted.Data) - len(plain); missing < 1 || missing > 16 {
			t.Errorf("%d bytes became %d", len(encrypted.Data), len(plain))
		}
	})
}
