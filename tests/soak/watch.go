//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"
)

// sample holds a program's resources at one moment.
type sample struct {
	mebibytes            float64 // resident
	threads, descriptors int
}

type watch struct {
	programs []*watched
	looks    int
}

// look prints a row, below the head of the table if it is the first.
func (w *watch) look() {
	if w.looks == 0 {
		head, line := "| minute |", "|---:|"
		for _, p := range w.programs {
			head, line = head+" "+p.name+": MiB | descriptors | threads |", line+"---:|---:|---:|"
		}
		fmt.Println(head + " goroutines here |\n" + line + "---:|")
	}
	row := fmt.Sprintf("| %.1f |", float64(w.looks)*every.Minutes())
	for _, p := range w.programs {
		s := p.look()
		p.samples = append(p.samples, s)
		row += fmt.Sprintf(" %.1f | %d | %d |", s.mebibytes, s.descriptors, s.threads)
	}
	fmt.Printf("%s %d |\n", row, runtime.NumGoroutine())
	w.looks++
}

func (w *watch) until(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(*every):
			w.look()
		}
	}
}

func (w *watched) look() sample {
	s := sample{descriptors: w.descriptors()}
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", w.cmd.Process.Pid))
	for _, line := range strings.Split(string(status), "\n") {
		var kibibytes float64
		if n, _ := fmt.Sscanf(line, "VmRSS: %f kB", &kibibytes); n == 1 {
			s.mebibytes = kibibytes / 1024
		}
		_, _ = fmt.Sscanf(line, "Threads: %d", &s.threads)
	}
	return s
}

// flat reports what has grown: memory, from the first half of the time to the second, by more than a quarter and 8
// MiB, or descriptors that remain after the clients have left.
func (w *watch) flat() error {
	var errs []error
	for _, p := range w.programs {
		n := len(p.samples)
		early, late := highest(p.samples[n/4:max(n/2, n/4+1)]), highest(p.samples[n/2:])
		if late > early*1.25+8 {
			errs = append(errs, fmt.Errorf("%s grew from %.1f to %.1f MiB", p.name, early, late))
		}
		if p.address != "" {
			errs = append(errs, p.freed())
		}
	}
	return errors.Join(errs...)
}

func highest(samples []sample) float64 {
	most := 0.0
	for _, s := range samples {
		most = max(most, s.mebibytes)
	}
	return most
}

// freed waits until a server has no more descriptors open than at the beginning.
func (w *watched) freed() error {
	before := w.samples[0].descriptors + 1 // the poller is opened with the first client
	for range 100 {
		if w.descriptors() <= before {
			return nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	return fmt.Errorf("%s has %d descriptors open, and had %d", w.name, w.descriptors(), before)
}
