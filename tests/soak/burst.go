//go:build linux

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"time"
)

// burst runs programs that each send one message, eight at a time, while others keep all cores busy, and checks that
// a server printed each message.
func burst(program string, n int) error {
	began := time.Now()
	idle := keepBusy(2 * runtime.NumCPU())
	defer idle()
	server := exec.Command(program, "serve", "127.0.0.1:0")
	var printed bytes.Buffer
	server.Stdout = &printed
	said, err := server.StderrPipe()
	if err != nil {
		return err
	}
	if err := server.Start(); err != nil {
		return err
	}
	defer func() { _ = server.Process.Kill() }()
	line := make([]byte, 200)
	size, err := said.Read(line)
	if err != nil {
		return err
	}
	url := string(bytes.TrimSpace(line[bytes.Index(line, []byte("ws://")):size]))
	errs := make([]error, n)
	free := make(chan struct{}, 8)
	var done sync.WaitGroup
	for i := range n {
		free <- struct{}{}
		done.Go(func() {
			errs[i] = once(context.Background(), program, "send", url, fmt.Sprintf("message %d", i))
			<-free
		})
	}
	done.Wait()
	_ = server.Process.Signal(os.Interrupt)
	_ = server.Wait() // 130
	arrived := map[string]bool{}
	for message := range bytes.Lines(printed.Bytes()) {
		arrived[string(message)] = true
	}
	fmt.Printf("%d of %d messages arrived, of as many programs, with %d that kept %d cores busy, in %.0f s\n\n",
		len(arrived), n, 2*runtime.NumCPU(), runtime.NumCPU(), time.Since(began).Seconds())
	if len(arrived) != n {
		errs = append(errs, fmt.Errorf("%d messages are lost", n-len(arrived)))
	}
	return errors.Join(errs...)
}

// keepBusy starts shells that use up CPU time until idle is called.
func keepBusy(n int) (idle func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var done sync.WaitGroup
	for range n {
		done.Go(func() { _ = exec.CommandContext(ctx, "sh", "-c", "while :; do :; done").Run() })
	}
	return func() { cancel(); done.Wait() }
}
