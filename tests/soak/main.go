//go:build linux

// Command soak runs wspipe's programs for a while under mixed traffic, and checks that their memory and descriptors,
// and the goroutines of package client, don't grow. It is run by scripts/soak.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"time"
)

var (
	minutes = flag.Float64("minutes", 30, "how long the traffic lasts")
	every   = flag.Duration("every", 10*time.Second, "how often memory and descriptors are looked at")
	sends   = flag.Int("sends", 1000, "how many programs send a message each, beside others that keep all cores busy")
)

func main() {
	log.SetFlags(0)
	flag.Parse()
	if err := run(); err != nil {
		log.Fatal("soak: ", err)
	}
}

func run() error {
	dir, err := os.MkdirTemp("", "wspipe-soak-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	program := filepath.Join(dir, "wspipe")
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", program, ".")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return fmt.Errorf("building: %w", err)
	}
	if err := burst(program, *sends); err != nil {
		return err
	}
	return soak(program, dir)
}

// soak watches an echo, a bridge that records, and clients with slow readers: one that reconnects and one that
// records.
func soak(program, dir string) error {
	goroutines := runtime.NumGoroutine()
	echo, err := serving(program, "serve", "--echo", "--compress", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer echo.kill()
	bridge, err := serving(program, "serve", "--record-dir", filepath.Join(dir, "recorded"), "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer bridge.kill()
	cutter, err := cutConnections(echo.address)
	if err != nil {
		return err
	}
	defer cutter.Close()
	client, err := connecting(program, "connect", "--reconnect", "ws://"+cutter.Addr().String()+"/")
	if err != nil {
		return err
	}
	defer client.kill()
	recorder, err := connecting(program, "connect", "--record", filepath.Join(dir, "client.wst"), "ws://"+echo.address+"/")
	if err != nil {
		return err
	}
	defer recorder.kill()

	w := &watch{programs: []*watched{echo, bridge, client, recorder}}
	ctx, cancel := context.WithTimeout(context.Background(), time.Duration(*minutes*float64(time.Minute)))
	defer cancel()
	w.look() // before there is any traffic
	t := &traffic{program: program, echo: "ws://" + echo.address + "/", bridge: "ws://" + bridge.address + "/"}
	var done sync.WaitGroup
	for _, kind := range t.kinds() {
		done.Go(func() { t.repeat(ctx, kind) })
	}
	w.until(ctx)
	done.Wait()
	t.print()
	return errors.Join(t.failed(), client.stop(), recorder.stop(), w.flat(), echo.stop(), bridge.stop(), settled(goroutines+1)) // plus the cutter's
}

// settled waits for goroutines that are about to end.
func settled(most int) error {
	for range 100 {
		if runtime.NumGoroutine() <= most {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return fmt.Errorf("%d goroutines are left, of %d", runtime.NumGoroutine(), most)
}
