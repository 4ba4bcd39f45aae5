//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"wspipe/tests/bench/server"
)

// outcome is the result of one run of a program.
type outcome struct {
	seconds   float64
	cpu       float64 // user and system time in seconds
	mebibytes float64 // at its peak
	printed   int64   // bytes
	sunk      server.Tally
}

// outcomes are the values of one program, or the reason why there are none.
type outcomes struct {
	values []float64
	err    error
}

func (o *outcomes) median() float64 {
	sorted := slices.Sorted(slices.Values(o.values))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// measure runs all programs that can do w, on the cores that w is for.
func measure(w work, srv *server.Server) (map[string]*outcomes, error) {
	all := map[string]*outcomes{}
	for column := range w.programs {
		all[column] = &outcomes{}
	}
	if w.input != nil {
		if err := os.WriteFile(built(w.input.name), w.input.make(), 0o644); err != nil {
			return nil, err
		}
		defer func() { _ = os.Remove(built(w.input.name)) }()
	}
	if w.oneCore {
		var err error
		pinned := onOneCore(func() { err = alternate(w, srv, all) })
		return all, errors.Join(pinned, err)
	}
	return all, alternate(w, srv, all)
}

// alternate lets the programs take turns, so that anything else that slows the machine slows them alike.
func alternate(w work, srv *server.Server, all map[string]*outcomes) error {
	for round := range *rounds + 1 {
		if err := install(); err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "bench: %s, round %d of %d\n", w.name, round, *rounds)
		for _, column := range columns {
			for range max(1, w.repeat) {
				if o := all[column]; o != nil && o.err == nil {
					o.add(w, w.programs[column], srv, round > 0)
				}
			}
		}
	}
	return nil
}

func (o *outcomes) add(w work, p program, srv *server.Server, counts bool) {
	result, err := p.run(srv)
	if err == nil && !w.done(result) {
		err = fmt.Errorf("not all of it was done: %d bytes printed, %d messages with %d bytes sent",
			result.printed, result.sunk.Messages, result.sunk.Bytes)
	}
	o.err = err
	if counts && err == nil {
		o.values = append(o.values, w.value(result))
	}
}

func (p program) run(srv *server.Server) (outcome, error) {
	var o outcome
	most := *limit
	if p.crowd != nil {
		most *= 5 // a million messages that nothing batches
	}
	ctx, cancel := context.WithTimeout(context.Background(), most)
	defer cancel()
	cmd := exec.CommandContext(ctx, p.args[0], p.args[1:]...)
	out, err := os.Create(built("out"))
	if err != nil {
		return o, err
	}
	defer out.Close()
	in, done, err := p.input()
	if err != nil {
		return o, err
	}
	defer done()
	cmd.Stdin, cmd.Stdout = in, out
	written := func() int64 { return 0 }
	if p.terminal {
		if written, err = onTerminal(cmd); err != nil {
			return o, err
		}
	}
	served, err := p.crowd.visits(cmd)
	if err != nil {
		return o, err
	}

	start := time.Now()
	if err := cmd.Start(); err != nil {
		return o, err
	}
	ended := make(chan struct{})
	peak := watchMemory(cmd.Process.Pid, ended)
	visit := served()
	err = errors.Join(visit, p.crowd.unlessEnded(cmd.Wait()))
	o.seconds = time.Since(start).Seconds()
	o.cpu = (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
	close(ended)
	o.mebibytes = <-peak
	if ctx.Err() != nil {
		err = fmt.Errorf("stopped after %v, with %.0f MiB of memory", most, o.mebibytes)
	}
	if info, statErr := out.Stat(); statErr == nil {
		o.printed = info.Size() + written()
	}
	if slices.Contains(p.args, srv.URL("/sink")) || slices.Contains(p.args, srv.SecureURL("/sink")) {
		select {
		case o.sunk = <-srv.Sunk:
		case <-time.After(5 * time.Second):
			err = errors.Join(err, errors.New("never reached the server, or never left it"))
		}
	}
	return o, err
}

// input opens the program's input, to be closed with done.
func (p program) input() (in *os.File, done func(), err error) {
	if p.held {
		r, w, err := os.Pipe()
		return r, func() { r.Close(); w.Close() }, err
	}
	name := p.stdin
	if name == "" {
		name = os.DevNull
	}
	in, err = os.Open(name)
	return in, func() { in.Close() }, err
}

// watchMemory polls the peak memory of a process until it has ended, and sends the last value. The value of wait4 is
// useless: it includes the parent's memory at the time of the fork.
func watchMemory(pid int, ended <-chan struct{}) <-chan float64 {
	peak := make(chan float64, 1)
	go func() {
		kibibytes := 0.0
		for {
			select {
			case <-ended:
				peak <- kibibytes / 1024
				return
			case <-time.After(5 * time.Millisecond): // rarely enough not to disturb short programs
			}
			status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
			if _, rest, ok := strings.Cut(string(status), "VmHWM:"); ok {
				_, _ = fmt.Sscan(rest, &kibibytes)
			}
		}
	}()
	return peak
}

// failures says why a program has no value in its row.
func failures(w work, all map[string]*outcomes) []string {
	var notes []string
	for _, column := range columns {
		if o := all[column]; o != nil && o.err != nil {
			notes = append(notes, fmt.Sprintf("- %s, %s: %s", column, w.name, strings.ReplaceAll(o.err.Error(), "\n", "; ")))
		}
	}
	return notes
}
