package records_test

import (
	"bytes"
	"crypto/tls"
	"io"
	"math/rand/v2"
	"net"
	"net/http/httptest"
	"testing"
	"testing/iotest"

	"wspipe/client/records"
)

// stream is a connection from which bytes can be read.
type stream struct {
	net.Conn
	io.Reader
}

func (s stream) Read(p []byte) (int, error) { return s.Reader.Read(p) }

func record(kind byte, payload string) string {
	return string([]byte{kind, 3, 3, byte(len(payload) >> 8), byte(len(payload))}) + payload
}

// Whatever arrives, and however it is split, is read as it came, a record at a time.
func TestReadsOneRecord(t *testing.T) {
	long := string(bytes.Repeat([]byte("long"), 4000))
	for name, c := range map[string]struct {
		in   string
		want []string
	}{
		"records":          {record(22, "ab") + record(23, "c") + record(23, ""), []string{record(22, "ab"), record(23, "c"), record(23, "")}},
		"long":             {record(23, long) + record(23, "x"), []string{record(23, long), record(23, "x")}},
		"cut":              {record(23, "a") + record(23, "bcd")[:6], []string{record(23, "a"), record(23, "bcd")[:6]}},
		"cut header":       {record(23, "a") + "\x17\x03", []string{record(23, "a"), "\x17\x03"}},
		"nothing":          {"", nil},
		"another protocol": {"HTTP/1.1 400 Bad Request\r\n\r\n", []string{"HTTP/1.1 400 Bad Request\r\n\r\n"}},
	} {
		for _, split := range []func(io.Reader) io.Reader{func(r io.Reader) io.Reader { return r }, iotest.OneByteReader, iotest.HalfReader, iotest.DataErrReader} {
			conn := records.New(stream{Reader: split(bytes.NewReader([]byte(c.in)))}, 20_000)
			var all bytes.Buffer
			for _, want := range c.want {
				got := make([]byte, 0, len(want))
				for len(got) < len(want) {
					n, err := conn.Read(got[len(got):cap(got)])
					if err != nil {
						t.Fatalf("%s: %v after %q", name, err, got)
					}
					got = got[:len(got)+n]
				}
				all.Write(got)
			}
			rest, err := io.ReadAll(conn)
			if all.Write(rest); all.String() != c.in || err != nil {
				t.Errorf("%s: read %q, %v", name, all.String(), err)
			}
		}
	}
}

// A read never goes beyond the end of a record.
func TestStopsAtTheEndOfARecord(t *testing.T) {
	conn := records.New(stream{Reader: bytes.NewReader([]byte(record(23, "ab") + record(23, "c")))}, 1000)
	for _, want := range []string{record(23, "ab"), record(23, "c")} {
		p := make([]byte, 100)
		if n, err := conn.Read(p); string(p[:n]) != want || err != nil {
			t.Errorf("%q, %v", p[:n], err)
		}
	}
}

// Ahead tells when TLS needs nothing from the network. If it does in spite of that, OnWait is
// called, unless TLS is about to handle something else than data.
func TestAhead(t *testing.T) {
	for name, c := range map[string]struct {
		arrived string
		ahead   bool
		waits   int // calls of OnWait by the reads for one more record
	}{
		"a record":         {record(23, "ab"), true, 1},
		"two records":      {record(23, "") + record(23, "ab"), true, 1},
		"part of one":      {record(23, "ab")[:6], false, 0},
		"part of a header": {record(23, "ab")[:4], false, 0},
		"a handshake":      {record(22, "ab"), false, 0},
		"one after data":   {record(23, "") + record(22, "ab"), true, 0},
	} {
		conn := records.New(stream{Reader: io.MultiReader(bytes.NewReader([]byte(record(23, "first")+c.arrived)), bytes.NewReader([]byte(record(23, "last"))))}, 1000)
		waits := 0
		conn.OnWait = func() { waits++ }
		p := make([]byte, 100)
		if _, err := conn.Read(p); err != nil || waits != 0 {
			t.Fatalf("%s: %v, waited %d times", name, err, waits)
		}
		if ahead := conn.Ahead(); ahead != c.ahead {
			t.Errorf("%s: ahead is %v", name, ahead)
		}
		if _, err := io.ReadAll(conn); err != nil || waits != c.waits {
			t.Errorf("%s: %v, waited %d times", name, err, waits)
		}
	}
}

// TLS works over it.
func TestTLS(t *testing.T) {
	certified := httptest.NewTLSServer(nil)
	certified.Close()
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: certified.TLS.Certificates, MaxVersion: version})
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		sent := make([]byte, 1<<20)
		for i := range sent {
			sent[i] = byte(rand.Int())
		}
		go func() {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			defer conn.Close()
			for rest := sent; len(rest) > 0; {
				n := min(len(rest), rand.IntN(40_000))
				if _, err := conn.Write(rest[:n]); err != nil {
					return
				}
				rest = rest[n:]
			}
		}()
		tcp, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		conn := tls.Client(records.New(tcp, 64<<10), &tls.Config{InsecureSkipVerify: true})
		defer conn.Close()
		if got, err := io.ReadAll(conn); !bytes.Equal(got, sent) || err != nil {
			t.Errorf("%s: %d bytes, %v", tls.VersionName(version), len(got), err)
		}
	}
}
