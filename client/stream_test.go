package client_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"testing"

	"wspipe/client"
)

func TestSend(t *testing.T) {
	long := bytes.Repeat([]byte("0123456789"), 20_000)
	url := serve(t, func(p *peer) {
		frames := p.answerClose()
		want := []frame{{0x81, []byte("häh")}, {0x82, nil}, {0x82, long}, {0x89, []byte("p")}, {0x81, nil}, {0x82, long[:100]}, {0x88, []byte(closePayload(1000, ""))}}
		if len(frames) != len(want) {
			t.Errorf("%d frames", len(frames))
			return
		}
		for i := range want {
			if frames[i].first != want[i].first || !bytes.Equal(frames[i].payload, want[i].payload) {
				t.Errorf("frame %d: %x %.20q", i, frames[i].first, frames[i].payload)
			}
		}
	})
	ws := newSocket(t, url, client.Options{})
	ws.OnOpen = func(client.OpenEvent) {
		for _, err := range []error{
			ws.SendText("häh"), ws.SendBinary(nil), ws.Send(client.Binary, long), ws.Ping([]byte("p")), ws.Queue(client.Text, nil), ws.Flush(),
		} {
			if err != nil {
				t.Error(err)
			}
		}
		if n := ws.BufferedAmount(); n != 0 {
			t.Errorf("%d bytes buffered after Flush", n)
		}
		_ = ws.Queue(client.Binary, long[:100])
		if n := ws.BufferedAmount(); n != 100 {
			t.Errorf("%d bytes buffered after Queue, want 100", n)
		}
		if err := ws.SendText("\xff"); !errors.Is(err, client.ErrNotUTF8) {
			t.Errorf("bad text: %v", err)
		}
		if err := ws.Ping(long); !errors.Is(err, client.ErrPingTooLong) {
			t.Errorf("long ping: %v", err)
		}
		_ = ws.Close(1000, "")
	}
	if err := run(t, ws); err != nil {
		t.Fatal(err)
	}
}

// QueueAll queues the messages before the first one that can't be sent.
func TestQueueAll(t *testing.T) {
	for _, compression := range []bool{false, true} {
		var got []string
		url, ends := accepting(t, client.Options{Compression: true}, func(ws *client.WebSocket) {
			ws.OnMessage = func(e client.MessageEvent) {
				b, err := e.Bytes()
				got = append(got, fmt.Sprintf("%v %q %v", e.Type, b, err))
			}
		})
		ws := newSocket(t, url, client.Options{Compression: compression})
		ws.OnOpen = func(client.OpenEvent) {
			n, err := ws.QueueAll(client.Text, [][]byte{[]byte("a"), nil, []byte("\xff"), []byte("c")})
			if n != 2 || !errors.Is(err, client.ErrNotUTF8) {
				t.Errorf("%d queued, %v", n, err)
			}
			if n := ws.BufferedAmount(); n != 1 {
				t.Errorf("%d bytes buffered, want 1", n)
			}
			if n, err := ws.QueueAll(client.Binary, [][]byte{[]byte("\xff"), []byte("d")}); n != 2 || err != nil {
				t.Errorf("%d queued, %v", n, err)
			}
			_ = ws.Close(1000, "")
			if n, err := ws.QueueAll(client.Text, [][]byte{[]byte("late")}); n != 0 || !errors.Is(err, client.ErrNotOpen) {
				t.Errorf("%d queued behind a Close, %v", n, err)
			}
		}
		if err := run(t, ws); err != nil {
			t.Error(err)
		}
		if err := <-ends; err != nil {
			t.Error(err)
		}
		if want := `text "a" <nil>, text "" <nil>, binary "\xff" <nil>, binary "d" <nil>`; strings.Join(got, ", ") != want {
			t.Errorf("compression %v: %s, want %s", compression, got, want)
		}
	}
}

// An interjected message is sent like any other, and counted nowhere.
func TestInterject(t *testing.T) {
	for _, compression := range []bool{false, true} {
		var got []string
		url, ends := accepting(t, client.Options{Compression: true}, func(ws *client.WebSocket) {
			ws.OnMessage = func(e client.MessageEvent) {
				b, err := e.Bytes()
				got = append(got, fmt.Sprintf("%v %q %v", e.Type, b, err))
			}
		})
		ws := newSocket(t, url, client.Options{Compression: compression})
		ws.OnOpen = func(client.OpenEvent) {
			_ = ws.SendText("one")
			if err := ws.Interject(client.Binary, []byte("aside")); err != nil {
				t.Error(err)
			}
			_ = ws.SendText("two")
			_ = ws.Flush()
			if n := ws.Sent(); n != 2 {
				t.Errorf("%d messages are counted, want 2", n)
			}
			if err := ws.Interject(client.Text, []byte("\xff")); !errors.Is(err, client.ErrNotUTF8) {
				t.Error(err)
			}
			_ = ws.Close(1000, "")
		}
		if err := run(t, ws); err != nil {
			t.Error(err)
		}
		if err := <-ends; err != nil {
			t.Error(err)
		}
		if want := `text "one" <nil>, binary "aside" <nil>, text "two" <nil>`; strings.Join(got, ", ") != want {
			t.Errorf("compression %v: %s, want %s", compression, got, want)
		}
	}
}

func TestNewWriter(t *testing.T) {
	url := serve(t, func(p *peer) {
		frames := p.answerClose()
		var got []string
		for _, f := range frames[:len(frames)-1] {
			got = append(got, string(f.first)+string(f.payload))
		}
		want := []string{"\x01a\xe2", "\x00\x82\xac", "\x00b", "\u0089between", "\u0080", "\u0081behind"}
		if strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("got %q, want %q", got, want)
		}
	})
	ws := newSocket(t, url, client.Options{})
	ws.OnOpen = func(client.OpenEvent) {
		w, err := ws.NewWriter(client.Text)
		if err != nil {
			t.Error(err)
			return
		}
		for _, piece := range []string{"a\xe2", "", "\x82\xac", "b"} {
			if _, err := io.WriteString(w, piece); err != nil {
				t.Error(err)
			}
		}
		sent := make(chan error)
		go func() { sent <- ws.SendText("behind") }()
		if err := ws.Ping([]byte("between")); err != nil {
			t.Error(err)
		}
		if err := w.Close(); err != nil {
			t.Error(err)
		}
		if _, err := w.Write([]byte("x")); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("Write after Close: %v", err)
		}
		if err := <-sent; err != nil {
			t.Error(err)
		}
		_ = ws.Close(1000, "")
	}
	if err := run(t, ws); err != nil {
		t.Fatal(err)
	}
}

func TestWriterRefusesBadText(t *testing.T) {
	url := serve(t, func(p *peer) { p.answerClose() })
	ws := newSocket(t, url, client.Options{})
	ws.OnOpen = func(client.OpenEvent) {
		w, _ := ws.NewWriter(client.Text)
		if _, err := w.Write([]byte("a\xff")); !errors.Is(err, client.ErrNotUTF8) {
			t.Errorf("Write: %v", err)
		}
		w, cut := w, []byte("\xe2\x82")
		_, _ = w.Write(cut)
		if err := w.Close(); !errors.Is(err, client.ErrNotUTF8) {
			t.Errorf("Close: %v", err)
		}
		_ = ws.Close(1000, "")
	}
	if err := run(t, ws); err != nil {
		t.Fatal(err)
	}
}

// Messages of a burst share writes: the server reads far fewer times than there are
// messages.
func TestBurstSharesWrites(t *testing.T) {
	const n = 10_000
	for name, send := range map[string]func(*client.WebSocket) error{
		"Send":  func(ws *client.WebSocket) error { return ws.SendText("0123456789") },
		"Queue": func(ws *client.WebSocket) error { return ws.Queue(client.Text, []byte("0123456789")) },
	} {
		writes := make(chan int, 1)
		url := serve(t, func(p *peer) { p.answerClose() })
		proxied := countWrites(t, strings.TrimPrefix(url, "ws://"), writes)
		ws := newSocket(t, "ws://"+proxied, client.Options{})
		ws.OnOpen = func(client.OpenEvent) {
			for range n {
				if err := send(ws); err != nil {
					t.Error(err)
					return
				}
			}
			_ = ws.Close(1000, "")
		}
		if err := run(t, ws); err != nil {
			t.Fatal(err)
		}
		if got := <-writes; got > n/2 {
			t.Errorf("%s: %d messages came in %d pieces", name, n, got)
		}
	}
}

// countWrites is a proxy that counts the pieces in which the client's bytes arrive.
func countWrites(t *testing.T, target string, pieces chan<- int) string {
	t.Helper()
	address, path, _ := strings.Cut(target, "/")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		from, err := l.Accept()
		if err != nil {
			return
		}
		defer from.Close()
		to, err := net.Dial("tcp", address)
		if err != nil {
			return
		}
		defer to.Close()
		go func() { _, _ = io.Copy(from, to); _ = from.Close() }()
		n, buf := 0, make([]byte, 1<<20)
		for {
			k, err := from.Read(buf)
			if err != nil {
				break
			}
			n++
			_, _ = to.Write(buf[:k])
		}
		pieces <- n
	}()
	return l.Addr().String() + "/" + path
}

// An upload that the server doesn't read must not keep us from reading a ping, nor end
// the connection, and the pong must come in the end.
func TestPingDuringABlockedSend(t *testing.T) {
	blocked := make(chan struct{})
	const size = 16 << 20
	url := serve(t, func(p *peer) {
		<-blocked
		p.send(0x89, "anyone?")
		p.send(0x81, "behind the ping")
		pong, data := false, false
		for !pong || !data {
			f, ok := p.read()
			if !ok {
				t.Errorf("pong %v, data %v", pong, data)
				return
			}
			pong = pong || f.first == 0x8a && string(f.payload) == "anyone?"
			data = data || len(f.payload) == size
		}
		p.send(0x88, closePayload(1000, ""))
		p.readUntilClose()
	})
	ws := newSocket(t, url, client.Options{})
	ws.OnOpen = func(client.OpenEvent) {
		go func() {
			if err := ws.Send(client.Binary, make([]byte, size)); err != nil {
				t.Error(err)
			}
		}()
		go func() {
			for ws.BufferedAmount() == 0 { // until Send has begun
			}
			close(blocked)
		}()
	}
	if err := run(t, ws); err != nil {
		t.Fatal(err)
	}
}

// A pong that has to wait is not overtaken by the pong for a later ping. Here the
// upload is stuck most of the time.
func TestPongsKeepTheirOrder(t *testing.T) {
	url := serve(t, func(p *peer) {
		last := -1
		look := func(f frame) {
			if f.first != 0x8a {
				return
			}
			n, err := strconv.Atoi(string(f.payload))
			if err != nil || n <= last {
				t.Errorf("pong %q behind pong %d", f.payload, last)
			}
			last = n
		}
		for n := range 3000 {
			p.send(0x89, strconv.Itoa(n))
			if n%3 == 0 {
				f, _ := p.read()
				look(f)
			}
		}
		p.send(0x88, closePayload(1000, ""))
		for _, f := range p.readUntilClose() {
			look(f)
		}
	})
	ws := newSocket(t, url, client.Options{})
	ws.OnOpen = func(client.OpenEvent) {
		go func() {
			for ws.Send(client.Binary, make([]byte, 100<<10)) == nil {
			}
		}()
	}
	if err := run(t, ws); err != nil {
		t.Fatal(err)
	}
}

func TestReaderStreamsAndSkips(t *testing.T) {
	const size = 3 << 20
	url := serve(t, func(p *peer) {
		p.send(0x82, strings.Repeat("x", size))
		p.send(0x02, strings.Repeat("y", size))
		p.send(0x80, strings.Repeat("y", size))
		p.send(0x81, "end")
		p.answerClose()
	})
	ws := newSocket(t, url, client.Options{})
	var got []string
	ws.OnMessage = func(e client.MessageEvent) {
		head := make([]byte, 3) // of a message whose rest is skipped
		_, _ = io.ReadFull(e.Reader(), head)
		got = append(got, string(head))
		if string(head) == "end" {
			_ = ws.Close(1000, "")
		}
	}
	if err := run(t, ws); err != nil {
		t.Fatal(err)
	}
	if strings.Join(got, " ") != "xxx yyy end" {
		t.Errorf("got %q", got)
	}
}

func TestBytesAreTheCallersOwn(t *testing.T) {
	url := serve(t, func(p *peer) {
		p.send(0x81, "first")
		p.send(0x81, "other")
		p.answerClose()
	})
	ws := newSocket(t, url, client.Options{})
	var all [][]byte
	ws.OnMessage = func(e client.MessageEvent) {
		b, err := e.Bytes()
		if err != nil {
			t.Error(err)
		}
		if all = append(all, b); len(all) == 2 {
			_ = ws.Close(1000, "")
		}
	}
	if err := run(t, ws); err != nil {
		t.Fatal(err)
	}
	if string(all[0]) != "first" || string(all[1]) != "other" {
		t.Errorf("got %q", all)
	}
}
