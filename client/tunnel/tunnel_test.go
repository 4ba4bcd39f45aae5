package tunnel_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"wspipe/client/tunnel"
)

func TestOpenWantsExtendedConnect(t *testing.T) {
	stay := func(p *peer) { p.await(func(http2.Frame) bool { return false }) }
	if _, err := open(t, stay); !errors.Is(err, tunnel.ErrNoWebSockets) {
		t.Error(err)
	}
	if _, err := open(t, stay, http2.Setting{ID: http2.SettingEnableConnectProtocol, Val: 0}); !errors.Is(err, tunnel.ErrNoWebSockets) {
		t.Error(err)
	}
	if _, err := open(t, stay, allowing); err != nil {
		t.Error(err)
	}
}

func TestConnect(t *testing.T) {
	answered := func(status string, end bool, more ...hpack.HeaderField) func(*peer) {
		return func(p *peer) {
			p.answer("103", false, hpack.HeaderField{Name: "link", Value: "early"})
			p.answer(status, end, more...)
		}
	}
	reset := func(code http2.ErrCode) func(*peer) { return func(p *peer) { _ = p.WriteRSTStream(1, code) } }
	gone := func(last uint32, code http2.ErrCode) func(*peer) {
		return func(p *peer) { _ = p.WriteGoAway(last, code, []byte("calm\x07 down")) }
	}
	for name, c := range map[string]struct {
		handle func(*peer)
		status int
		err    string // part of it
		again  bool   // may be retried
	}{
		"agreed":       {handle: answered("200", false), status: 200},
		"refused":      {handle: answered("403", true), status: 403},
		"switching":    {handle: answered("101", false), status: 101},
		"no status":    {handle: answered("x", true), err: "no status"},
		"bad header":   {handle: answered("200", false, hpack.HeaderField{Name: "Upper", Value: "x"}), err: "PROTOCOL_ERROR"},
		"long header":  {handle: answered("200", false, long()...), err: "more than 1 MiB"},
		"data first":   {handle: func(p *peer) { _ = p.WriteData(1, false, []byte("x")) }, err: "PROTOCOL_ERROR"},
		"other stream": {handle: func(p *peer) { _ = p.WriteRSTStream(2, 0) }, err: "PROTOCOL_ERROR"},
		"reset":        {handle: reset(http2.ErrCodeInternal), err: "reset the stream (INTERNAL_ERROR)"},
		"try again":    {handle: reset(http2.ErrCodeRefusedStream), err: "reset the stream (REFUSED_STREAM)", again: true},
		"gone":         {handle: gone(0, http2.ErrCodeNo), err: `went away (NO_ERROR): "calm\a down"`, again: true},
		"angry":        {handle: gone(0, http2.ErrCodeEnhanceYourCalm), err: "went away (ENHANCE_YOUR_CALM)"},
		"ended":        {handle: func(*peer) {}, err: "EOF"},
		"cut off":      {handle: func(p *peer) { _, _ = p.conn.Write([]byte{0, 0}) }, err: "EOF"},
	} {
		t.Run(name, func(t *testing.T) {
			done := make(chan struct{})
			conn, err := open(t, func(p *peer) {
				p.await(func(f http2.Frame) bool { return f.Header().Type == http2.FrameHeaders })
				c.handle(p)
				if c.status != 0 {
					<-done
				}
			}, allowing)
			if err != nil {
				t.Fatal(err)
			}
			request := []hpack.HeaderField{{Name: ":method", Value: "CONNECT"}, {Name: "long", Value: strings.Repeat("x", 50_000)}}
			answer, err := conn.Connect(request)
			close(done)
			switch {
			case c.err == "" && (err != nil || answer.Status != c.status):
				t.Errorf("%+v, %v", answer, err)
			case c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err) || errors.Is(err, syscall.ECONNRESET) != c.again):
				t.Error(err)
			}
		})
	}
}

// long returns a header of more than a MiB that compresses well.
func long() []hpack.HeaderField {
	fields := make([]hpack.HeaderField, 0, 300)
	for range cap(fields) {
		fields = append(fields, hpack.HeaderField{Name: "x", Value: strings.Repeat("y", 3900)})
	}
	return fields
}

// What came before the end can be read, whatever ended it.
func TestReadUpToTheEnd(t *testing.T) {
	for name, c := range map[string]struct {
		end  func(*peer)
		want string // of the error; empty: io.EOF
	}{
		"END_STREAM":         {func(p *peer) { _ = p.WriteData(1, true, nil) }, ""},
		"trailers":           {func(p *peer) { p.trailers() }, ""},
		"TCP":                {func(*peer) {}, ""},
		"reset":              {func(p *peer) { _ = p.WriteRSTStream(1, http2.ErrCodeCancel) }, "reset the stream (CANCEL)"},
		"reset behind it":    {func(p *peer) { _ = p.WriteData(1, true, nil); _ = p.WriteRSTStream(1, 0) }, ""},
		"gone":               {func(p *peer) { _ = p.WriteGoAway(1, http2.ErrCodeInternal, nil) }, "went away (INTERNAL_ERROR)"},
		"gone in good order": {func(p *peer) { _ = p.WriteGoAway(1<<31-1, 0, nil); _ = p.WriteData(1, true, nil) }, ""},
		"a push":             {func(p *peer) { p.push() }, "PROTOCOL_ERROR"},
	} {
		t.Run(name, func(t *testing.T) {
			conn := connected(t, func(p *peer) {
				_ = p.WriteDataPadded(1, false, []byte("all of it"), make([]byte, 200))
				c.end(p)
			})
			var got bytes.Buffer
			_, err := io.Copy(&got, conn)
			if !strings.HasPrefix(got.String(), "all of it") {
				t.Errorf("%q", got.String())
			}
			if (c.want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Error(err)
			}
		})
	}
}

// Ahead tells what has arrived from what has to be waited for.
func TestAhead(t *testing.T) {
	conn := connected(t, func(p *peer) {
		_ = p.WriteData(1, false, []byte("ab"))
		p.await(func(http2.Frame) bool { return false })
	})
	defer conn.Close()
	for _, ahead := range []bool{true, false} {
		if _, err := conn.Read(make([]byte, 1)); err != nil || conn.Ahead() != ahead {
			t.Errorf("%v, ahead is %v", err, !ahead)
		}
	}
}

func (p *peer) trailers() {
	var b bytes.Buffer
	_ = hpack.NewEncoder(&b).WriteField(hpack.HeaderField{Name: "x", Value: "y"})
	_ = p.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: b.Bytes(), EndHeaders: true, EndStream: true})
}

func (p *peer) push() {
	_ = p.WritePushPromise(http2.PushPromiseParam{StreamID: 1, PromiseID: 2, EndHeaders: true})
}

// A server that sends more than it may is disconnected before that fills memory.
func TestFlood(t *testing.T) {
	conn := connected(t, func(p *peer) {
		for p.WriteData(1, false, make([]byte, 16<<10)) == nil {
		}
	}, http2.Setting{ID: http2.SettingInitialWindowSize, Val: 0})
	defer conn.Close()
	if _, err := conn.Write([]byte("x")); err == nil || !strings.Contains(err.Error(), "FLOW_CONTROL_ERROR") {
		t.Error(err)
	}
}

// Much more than a window goes both ways, within the limits of each end, and the
// server's pings are still answered.
func TestWindows(t *testing.T) {
	const size = 5 << 20
	back := make(chan int, 1)
	conn := connected(t, func(p *peer) {
		allowed, got, pongs := 100, 0, 0
		for got < size {
			f := p.await(func(f http2.Frame) bool {
				return f.Header().Type == http2.FrameData || f.Header().Type == http2.FramePing
			})
			switch f := f.(type) {
			case *http2.DataFrame:
				got, allowed = got+len(f.Data()), allowed-len(f.Data())
			case *http2.PingFrame:
				pongs++
			default:
				t.Error("the end came early")
				return
			}
			if allowed < 0 {
				t.Errorf("%d bytes too many", -allowed)
			}
			if allowed == 0 {
				allowed = 1 << 20
				_ = p.WritePing(false, [8]byte{1})
				_ = p.WriteWindowUpdate(0, uint32(allowed))
				_ = p.WriteWindowUpdate(1, uint32(allowed))
			}
		}
		back <- pongs
		p.await(func(f http2.Frame) bool { d, ok := f.(*http2.DataFrame); return ok && d.StreamEnded() })
		_ = p.WriteData(1, true, []byte("got it"))
		p.await(func(http2.Frame) bool { return false })
	}, http2.Setting{ID: http2.SettingInitialWindowSize, Val: 100})
	if n, err := conn.Write(make([]byte, size)); n != size || err != nil {
		t.Fatal(n, err)
	}
	if pongs := <-back; pongs == 0 {
		t.Error("no ping was answered")
	}
	_ = conn.CloseWrite()
	if b, err := io.ReadAll(conn); string(b) != "got it" || err != nil {
		t.Errorf("%q, %v", b, err)
	}
}

// Close ends a Write that the server doesn't permit, and a Read.
func TestCloseEndsBoth(t *testing.T) {
	conn := connected(t, func(p *peer) { p.await(func(http2.Frame) bool { return false }) })
	failed := make(chan error, 2)
	go func() { _, err := conn.Write(make([]byte, 1<<20)); failed <- err }()
	go func() { _, err := conn.Read(make([]byte, 1)); failed <- err }()
	for conn.Unsent() == 0 { // until the Write is in progress
	}
	_ = conn.Close()
	for range 2 {
		if err := <-failed; !errors.Is(err, net.ErrClosed) {
			t.Error(err)
		}
	}
}

// The server is told of the end of the stream, and then that we go away.
func TestCloseEndsTheStream(t *testing.T) {
	said := make(chan []http2.FrameType, 1)
	conn := connected(t, func(p *peer) {
		var got []http2.FrameType
		p.await(func(f http2.Frame) bool {
			if d, ok := f.(*http2.DataFrame); ok && d.StreamEnded() || f.Header().Type == http2.FrameGoAway {
				got = append(got, f.Header().Type)
			}
			return false
		})
		said <- got
	})
	_ = conn.Close()
	if got := <-said; len(got) != 2 || got[0] != http2.FrameData || got[1] != http2.FrameGoAway {
		t.Errorf("the end was %v", got)
	}
}
