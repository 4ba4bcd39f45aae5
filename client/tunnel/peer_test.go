package tunnel_test

import (
	"bytes"
	"io"
	"net"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"wspipe/client/tunnel"
)

// peer is the server's end at the level of frames, so that it can do what no real
// server does.
type peer struct {
	*http2.Framer
	conn net.Conn
}

// open makes both ends and runs handle for the server's, after its settings.
func open(t *testing.T, handle func(*peer), settings ...http2.Setting) (*tunnel.Conn, error) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
		_, _ = io.ReadFull(conn, make([]byte, len(http2.ClientPreface)))
		p := &peer{http2.NewFramer(conn, conn), conn}
		p.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
		_ = p.WriteSettings(settings...)
		handle(p)
		_ = conn.(*net.TCPConn).CloseWrite()
		_, _ = io.Copy(io.Discard, conn) // unread bytes would reset it
	}()
	conn, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	t.Cleanup(func() {
		_ = conn.Close()
		_ = l.Close()
		<-done
	})
	return tunnel.Open(conn, func(f func()) { go f() })
}

var allowing = http2.Setting{ID: http2.SettingEnableConnectProtocol, Val: 1}

// connected is open, followed by an answer of 200.
func connected(t *testing.T, handle func(*peer), settings ...http2.Setting) *tunnel.Conn {
	t.Helper()
	c, err := open(t, func(p *peer) {
		p.await(func(f http2.Frame) bool { _, ok := f.(*http2.MetaHeadersFrame); return ok })
		p.answer("200", false)
		handle(p)
	}, append(settings, allowing)...)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Connect([]hpack.HeaderField{{Name: ":method", Value: "CONNECT"}}); err != nil {
		t.Fatal(err)
	}
	return c
}

// await reads up to a wanted frame, and returns it; nil at the end.
func (p *peer) await(wanted func(http2.Frame) bool) http2.Frame {
	for {
		f, err := p.ReadFrame()
		if err != nil {
			return nil
		}
		if wanted(f) {
			return f
		}
	}
}

func (p *peer) answer(status string, end bool, more ...hpack.HeaderField) {
	var b bytes.Buffer
	e := hpack.NewEncoder(&b)
	for _, f := range append([]hpack.HeaderField{{Name: ":status", Value: status}}, more...) {
		_ = e.WriteField(f)
	}
	_ = p.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: b.Bytes(), EndHeaders: true, EndStream: end})
}
