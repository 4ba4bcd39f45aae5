package client_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"wspipe/client"
)

// A server that stops answering pings while we are closing isn't gone: its messages
// still arrive.
func TestNoPingsAfterOurClose(t *testing.T) {
	url := serve(t, func(p *peer) {
		f, _ := p.read()
		p.send(0x8a, string(f.payload))
		p.readUntilClose()
		for range 10 {
			time.Sleep(30 * time.Millisecond) // longer than the ping interval
			p.send(0x81, "late")
		}
		p.send(0x88, closePayload(1000, ""))
		if f, ok := p.read(); ok {
			t.Errorf("%#x after our Close", f.first)
		}
	})
	ws := newSocket(t, url, client.Options{PingInterval: 20 * time.Millisecond, PingTimeout: 10 * time.Second})
	ws.OnPong = func(client.PingEvent) { _ = ws.Close(1000, "") }
	e := watch(ws)
	if err := run(t, ws); err != nil || len(e.messages) != 10 {
		t.Errorf("%d messages, %v", len(e.messages), err)
	}
}

// A pong may follow a message that takes longer than PingTimeout.
func TestPongBehindALongMessage(t *testing.T) {
	url := serve(t, func(p *peer) {
		f, _ := p.read()
		p.write(encode(0x82, strings.Repeat("x", 100))[:2])
		for range 100 {
			time.Sleep(7 * time.Millisecond) // longer in total than a pong may take
			p.write([]byte("x"))
		}
		p.send(0x8a, string(f.payload))
		p.send(0x88, closePayload(1000, ""))
		p.readUntilClose()
	})
	ws := newSocket(t, url, client.Options{PingInterval: 10 * time.Millisecond, PingTimeout: 400 * time.Millisecond})
	if err := run(t, ws); err != nil {
		t.Error(err)
	}
}

// A ping may have to follow an upload that is read steadily but slowly.
func TestPingBehindAnUpload(t *testing.T) {
	const size = 8 << 20
	url := serve(t, func(p *peer) {
		left := size
		for left > 0 {
			n, err := io.CopyN(io.Discard, p.r, 256<<10)
			if left -= int(n); err != nil {
				t.Errorf("%d bytes left: %v", left, err)
				return
			}
			time.Sleep(25 * time.Millisecond) // longer in total than a pong may take
		}
		p.send(0x88, closePayload(1000, ""))
		_, _ = io.Copy(io.Discard, p.r)
	})
	ws := newSocket(t, url, client.Options{PingInterval: 50 * time.Millisecond, PingTimeout: 500 * time.Millisecond})
	ws.OnOpen = func(client.OpenEvent) {
		go func() {
			if err := ws.SendBinary(make([]byte, size)); err != nil {
				t.Error(err)
			}
		}()
	}
	if err := run(t, ws); err != nil {
		t.Error(err)
	}
}

// A server that never answers our Close but keeps pinging is dropped.
func TestPingsDontHoldOffTheCloseTimeout(t *testing.T) {
	url := serve(t, func(p *peer) {
		p.readUntilClose()
		stop := make(chan struct{})
		go func() {
			defer close(stop)
			_, _ = io.Copy(io.Discard, p.r)
		}()
		for {
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
				p.send(0x89, "still here")
			}
		}
	})
	ws := newSocket(t, url, client.Options{CloseTimeout: 50 * time.Millisecond})
	ws.OnOpen = func(client.OpenEvent) { _ = ws.Close(1000, "") }
	var late *client.TimeoutError
	if err := run(t, ws); !errors.As(err, &late) || late.Op != "close" {
		t.Error(err)
	}
}

// The server gets the time to read what was sent before our Close.
func TestCloseWaitsForAnUpload(t *testing.T) {
	const size = 4 << 20
	url := serve(t, func(p *peer) {
		for left := size; left > 0; left -= 128 << 10 {
			time.Sleep(25 * time.Millisecond) // longer in total than the close timeout
			if _, err := io.CopyN(io.Discard, p.r, 128<<10); err != nil {
				t.Errorf("%d bytes left: %v", left, err)
				return
			}
		}
		_, _ = io.CopyN(io.Discard, p.r, 14) // the header
		p.answerClose()
	})
	ws := newSocket(t, url, client.Options{CloseTimeout: 500 * time.Millisecond})
	ws.OnOpen = func(client.OpenEvent) {
		go func() {
			if err := ws.SendBinary(make([]byte, size)); err != nil {
				t.Error(err)
			}
			_ = ws.Close(1000, "")
		}()
	}
	if err := run(t, ws); err != nil {
		t.Error(err)
	}
}

// If the server closes while it reads nothing of an upload, we don't wait for an
// answer.
func TestServerClosesWhileAnUploadIsStuck(t *testing.T) {
	over := make(chan struct{})
	url := serve(t, func(p *peer) {
		_, _ = io.CopyN(io.Discard, p.r, 1000)
		p.send(0x88, closePayload(1008, "enough"))
		<-over
	})
	ws := newSocket(t, url, client.Options{CloseTimeout: time.Minute})
	sent := make(chan error, 1)
	ws.OnOpen = func(client.OpenEvent) {
		go func() { sent <- ws.SendBinary(make([]byte, 64<<20)) }()
	}
	var closed *client.CloseError
	if err := run(t, ws); !errors.As(err, &closed) || closed.Code != 1008 || closed.Reason != "enough" {
		t.Error(err)
	}
	close(over)
	if err := <-sent; !errors.Is(err, client.ErrNotOpen) {
		t.Errorf("the upload: %v", err)
	}
}

// The answer to a Close is sent even during a heavy upload, compressed or not.
func TestAnswerToACloseLeaves(t *testing.T) {
	text := strings.Repeat("0123456789", 100)
	for _, parameters := range []string{"", deflateHeader + "\r\n"} {
		for range 20 {
			url := listen(t, func(p *peer) {
				p.accept(parameters)
				for range 100 {
					p.read()
				}
				p.send(0x88, closePayload(4000, "enough"))
				frames := p.readUntilClose()
				if last := frames[len(frames)-1]; last.first != 0x88 || string(last.payload) != closePayload(4000, "enough") {
					t.Errorf("the last frame is %#x %q", last.first, last.payload)
				}
			})
			ws := newSocket(t, url, client.Options{Compression: parameters != ""})
			ws.OnOpen = func(client.OpenEvent) {
				go func() {
					for ws.SendText(text) == nil {
					}
				}()
			}
			var closed *client.CloseError
			if err := run(t, ws); !errors.As(err, &closed) || closed.Code != 4000 {
				t.Error(err)
			}
		}
	}
}

// A message that is never finished keeps no sender waiting once the connection is over.
func TestAbandonedMessageHoldsNobody(t *testing.T) {
	url := serve(t, func(p *peer) { p.answerClose() })
	ws := newSocket(t, url, client.Options{})
	sent := make(chan error, 2)
	ws.OnOpen = func(client.OpenEvent) {
		w, _ := ws.NewWriter(client.Text)
		_, _ = w.Write([]byte("begun"))
		go func() { sent <- ws.SendText("behind") }()
		go func() {
			_, err := ws.NewWriter(client.Text)
			sent <- err
		}()
		for ws.BufferedAmount() < 11 { // until it is SendText's turn
		}
		_ = ws.Close(1000, "")
	}
	if err := run(t, ws); err != nil {
		t.Error(err)
	}
	for range 2 {
		if err := <-sent; !errors.Is(err, client.ErrNotOpen) {
			t.Errorf("sent: %v", err)
		}
	}
}

// A panic fails the connection, is reported, and goes no further.
func TestPanics(t *testing.T) {
	fault := func() { panic("oops") }
	for name, set := range map[string]func(*client.WebSocket){
		"open":    func(ws *client.WebSocket) { ws.OnOpen = func(client.OpenEvent) { fault() } },
		"message": func(ws *client.WebSocket) { ws.OnMessage = func(client.MessageEvent) { fault() } },
		"ping":    func(ws *client.WebSocket) { ws.OnPing = func(client.PingEvent) { fault() } },
		"idle":    func(ws *client.WebSocket) { ws.OnIdle = fault },
	} {
		url := serve(t, func(p *peer) {
			p.send(0x89, "")
			p.send(0x81, "x")
			frames := p.readUntilClose()
			if len(frames) == 0 || string(frames[len(frames)-1].payload) != closePayload(1011, "") {
				t.Errorf("%s: frames %q", name, frames)
			}
		})
		ws := newSocket(t, url, client.Options{})
		set(ws)
		var log []string
		ws.OnError = func(e client.ErrorEvent) { log = append(log, e.Err.Error()) }
		ws.OnClose = func(e client.CloseEvent) { log = append(log, "close") }
		var panicked *client.PanicError
		if err := run(t, ws); !errors.As(err, &panicked) || panicked.Value != "oops" || !bytes.Contains(panicked.Stack, []byte("lifetime_test.go")) {
			t.Errorf("%s: %v", name, err)
		}
		if strings.Join(log, ", ") != "panic: oops, close" {
			t.Errorf("%s: events %q", name, log)
		}
	}
}

// The last handlers are called once, even if they themselves panic.
func TestPanicsAtTheEnd(t *testing.T) {
	url := serve(t, func(*peer) {})
	ws := newSocket(t, url, client.Options{})
	closes := 0
	ws.OnError = func(client.ErrorEvent) { panic("in error") }
	ws.OnClose = func(client.CloseEvent) { closes++; panic("in close") }
	var panicked *client.PanicError
	if err := run(t, ws); !errors.As(err, &panicked) || closes != 1 {
		t.Errorf("%v, %d close events", err, closes)
	}
}

// A panic in one of the package's own goroutines also fails the connection.
func TestPanicOutsideOfHandlers(t *testing.T) {
	url := serve(t, func(p *peer) { p.readUntilClose() })
	o := client.Options{PingInterval: time.Millisecond}
	o.Trace.Frame = func(f client.FrameInfo) {
		if f.Sent && f.Opcode == 9 {
			panic("oops")
		}
	}
	var panicked *client.PanicError
	if err := run(t, newSocket(t, url, o)); !errors.As(err, &panicked) || panicked.Value != "oops" {
		t.Error(err)
	}
}
