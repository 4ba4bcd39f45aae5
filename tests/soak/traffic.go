//go:build linux

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"wspipe/client"
)

type traffic struct {
	program, echo, bridge string
	counts                sync.Map // number of runs of each kind, *atomic.Int64 by name

	mu   sync.Mutex
	errs []error
}

// kind is one way to use a server, from the dial to the end.
type kind struct {
	name string
	do   func(context.Context) error
}

func (t *traffic) kinds() []kind {
	return []kind{
		{"talk", func(ctx context.Context) error { return talk(ctx, t.echo, false, 0) }},
		{"talk compressed", func(ctx context.Context) error { return talk(ctx, t.echo, true, 0) }},
		{"slow reader", func(ctx context.Context) error { return talk(ctx, t.echo, false, 20*time.Millisecond) }},
		{"half a frame, then gone", func(context.Context) error { return vanish(t.echo) }},
		{"program that sends", func(ctx context.Context) error { return once(ctx, t.program, "send", "-n", "1", t.echo, "hello") }},
		{"program that sends to the bridge", func(ctx context.Context) error { return once(ctx, t.program, "send", t.bridge, "hello") }},
		{"program that listens", func(ctx context.Context) error { return once(ctx, t.program, "listen", "-n", "5", t.bridge) }},
	}
}

// repeat runs a kind repeatedly. When the time is up, it lets the last run finish.
func (t *traffic) repeat(ctx context.Context, k kind) {
	count, _ := t.counts.LoadOrStore(k.name, new(atomic.Int64))
	for ctx.Err() == nil {
		limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
		err := k.do(limited)
		cancel()
		count.(*atomic.Int64).Add(1)
		if err != nil {
			t.mu.Lock()
			t.errs = append(t.errs, fmt.Errorf("%s: %w", k.name, err))
			t.mu.Unlock()
		}
	}
}

func (t *traffic) failed() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.errs) > 10 {
		return errors.Join(append(t.errs[:10:10], fmt.Errorf("and %d more failed", len(t.errs)-10))...)
	}
	return errors.Join(t.errs...)
}

func (t *traffic) print() {
	for _, k := range t.kinds() {
		if count, ok := t.counts.Load(k.name); ok {
			fmt.Printf("%s: %d\n", k.name, count.(*atomic.Int64).Load())
		}
	}
}

// talk sends messages of all sizes and checks that each comes back.
func talk(ctx context.Context, url string, compress bool, pause time.Duration) error {
	ws, err := client.New(url, client.Options{Compression: compress})
	if err != nil {
		return err
	}
	var messages [][]byte
	for range 1 + rand.IntN(40) {
		messages = append(messages, bytes.Repeat([]byte{byte('a' + rand.IntN(26))}, rand.IntN(1<<rand.IntN(19))))
	}
	var wrong error
	next := 0
	ws.OnOpen = func(client.OpenEvent) {
		go func() {
			for i, message := range messages {
				_ = ws.Send(client.Type(1+i%2), message)
			}
		}()
	}
	ws.OnMessage = func(e client.MessageEvent) {
		time.Sleep(pause)
		data, err := e.Bytes()
		if err != nil || !bytes.Equal(data, messages[next]) {
			wrong = fmt.Errorf("message %d of %d came back as %d bytes, %w", next, len(messages), len(data), err)
		}
		if next++; next == len(messages) {
			_ = ws.Close(1000, "")
		}
	}
	err = ws.Run(ctx)
	if err == nil && next < len(messages) {
		err = fmt.Errorf("%d of %d messages came back", next, len(messages))
	}
	return errors.Join(err, wrong)
}

// vanish drops the connection within a frame.
func vanish(url string) error {
	host := strings.TrimSuffix(strings.TrimPrefix(url, "ws://"), "/")
	conn, err := net.Dial("tcp", host)
	if err != nil {
		return err
	}
	defer conn.Close()
	fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n\x82\xfe\xff", host)
	_, err = io.ReadFull(conn, make([]byte, 12))
	return err
}

func once(ctx context.Context, program string, args ...string) error {
	out, err := exec.CommandContext(ctx, program, args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w", out, err)
	}
	return nil
}
