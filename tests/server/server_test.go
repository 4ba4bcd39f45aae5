package server

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// The server is tested with a third-party client, so that a failing test of wspipe points at
// wspipe.

func dial(t *testing.T, target string) (context.Context, *Server, *websocket.Conn) {
	t.Helper()
	s, err := Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	conn, _, err := websocket.Dial(ctx, s.URL()+target, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.CloseNow() })
	conn.SetReadLimit(-1)
	return ctx, s, conn
}

func TestMix(t *testing.T) {
	ctx, s, conn := dial(t, "/mix?id=a")
	for i, want := range Mix() {
		kind, got, err := conn.Read(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if (kind == websocket.MessageText) != want.Text || !bytes.Equal(got, want.Data) {
			t.Errorf("message %d: got %v %.50q, want %.50q", i, kind, got, want.Data)
		}
	}
	_, _, err := conn.Read(ctx)
	if websocket.CloseStatus(err) != 1000 {
		t.Errorf("ended with %v", err)
	}
	r, err := s.Await(ctx, "a", Done)
	if err != nil || r.String() != "close 1000 \"\"\n" {
		t.Errorf("report %q, %v", r, err)
	}
}

func TestEchoAndReport(t *testing.T) {
	ctx, s, conn := dial(t, "/echo?id=a&digest=1")
	var sent [][]byte
	for _, m := range Mix() {
		kind := websocket.MessageBinary
		if m.Text {
			kind = websocket.MessageText
		}
		sent = append(sent, m.Data)
		go conn.Write(ctx, kind, m.Data)
		if _, got, err := conn.Read(ctx); err != nil || !bytes.Equal(got, m.Data) {
			t.Fatalf("got %.50q, %v; want %.50q", got, err, m.Data)
		}
	}
	if err := conn.Close(4000, "bye"); err != nil {
		t.Fatal(err)
	}
	r, err := s.Await(ctx, "a", Done)
	if err != nil || r.Messages != len(sent) || r.Digest != Digest(sent...) || r.CloseCode != 4000 || r.CloseReason != "bye" {
		t.Errorf("report %+v, %v", r, err)
	}
}

func TestBurst(t *testing.T) {
	ctx, _, conn := dial(t, "/burst?n=1000&size=64&code=1008&reason=enough")
	for i := range 1000 {
		if _, got, err := conn.Read(ctx); err != nil || !bytes.Equal(got, numbered(nil, i, 64)) {
			t.Fatalf("message %d: %q, %v", i, got, err)
		}
	}
	_, _, err := conn.Read(ctx)
	var closed websocket.CloseError
	if !errors.As(err, &closed) || closed.Code != 1008 || closed.Reason != "enough" {
		t.Errorf("ended with %v", err)
	}
}

func TestBigIsPattern(t *testing.T) {
	const size = 1_000_003
	ctx, _, conn := dial(t, fmt.Sprintf("/big?size=%d&frames=7", size))
	_, got, err := conn.Read(ctx)
	if err != nil || len(got) != size {
		t.Fatalf("%d bytes, %v", len(got), err)
	}
	for offset := 0; offset < size; {
		want := Pattern(int64(offset), int64(size-offset))
		if !bytes.Equal(got[offset:][:len(want)], want) {
			t.Fatalf("wrong at %d", offset)
		}
		offset += len(want)
	}
}

func TestFragmentsAndPings(t *testing.T) {
	ctx, s, conn := dial(t, "/fragments?id=a")
	for _, want := range []string{"één € und 𝄞", "ab"} {
		if _, got, err := conn.Read(ctx); err != nil || string(got) != want {
			t.Errorf("got %q, %v", got, err)
		}
	}
	conn.Read(ctx)
	if r, err := s.Await(ctx, "a", Done); err != nil || fmt.Sprint(r.Pongs) != "[between]" {
		t.Errorf("report %+v, %v", r, err)
	}
}

func TestConnectionsCountsAll(t *testing.T) {
	_, s, _ := dial(t, "/silent")
	for range 3 {
		if n, err := s.Connections(); n != 1 || err != nil {
			t.Errorf("%d connections, %v", n, err)
		}
	}
}

func TestEndsWithoutClose(t *testing.T) {
	for _, target := range []string{"/drop", "/drop-now", "/drop-now?how=rst"} {
		ctx, _, conn := dial(t, target)
		if _, _, err := conn.Read(ctx); err == nil || errors.As(err, new(websocket.CloseError)) {
			t.Errorf("%s: %v", target, err)
		} else if target != "/drop-now?how=rst" && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: %v", target, err)
		}
	}
}
