// Package program runs a program at our end of a conversation: what it prints is
// read, what is written is its input, and it ends, with all that it has started,
// when the conversation does. It knows neither messages nor connections.
package program

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"time"
)

// Options are what to run, and how.
type Options struct {
	Command Command
	Environ []string // all of it, NAME=VALUE
	// Stderr is the program's own where it is an *os.File; else it is written
	// to from a goroutine, until End returns.
	Stderr io.Writer
	// Patience is how long it may take to end by itself when it should, and once
	// more when it was told to.
	Patience time.Duration
	// NoInput is for one that has nothing to read.
	NoInput bool
	// Leaves is for one that may leave something behind when it ends, which goes
	// on. What that prints is waited for, for as long as Patience.
	Leaves bool
}

// Program is one that runs between Start and End. Read, from one goroutine, is
// what it prints; Write, from another, is its input. What is written before
// Start, or is for one that doesn't read any more, is thrown away.
type Program struct {
	o       Options
	cmd     *exec.Cmd
	in, out *os.File // our ends of its stdin and stdout
	stderr  stderr
	group   group
	started atomic.Bool
	deaf    atomic.Bool // it takes no more input
	hurry   atomic.Int64
	forced  atomic.Bool // we had to end it
	killed  atomic.Bool // with all that it has started
	held    atomic.Bool // what it has left behind still holds what it prints
	cut     atomic.Bool // we don't read any more what it prints
	failed  error       // valid once it has exited

	begin, end sync.Once
	exited     chan struct{} // closed once it has ended, and waits for nobody
	over       chan struct{} // closed once nothing of it is left
}

// New makes one that isn't started yet; its command must have passed Check.
func New(o Options) *Program {
	return &Program{o: o, exited: make(chan struct{}), over: make(chan struct{})}
}

// Start starts it, once.
func (p *Program) Start() error {
	err := errStarted
	p.begin.Do(func() { err = p.start() })
	return err
}

var errStarted = errors.New("it can be started only once")

func (p *Program) start() error {
	p.cmd = exec.Command(p.o.Command[0], p.o.Command[1:]...) //nolint:gosec // whoever runs us says which
	p.cmd.Env = p.o.Environ
	out, theirOut, err := os.Pipe()
	if err != nil {
		return p.o.Command.failed(err)
	}
	defer theirOut.Close()
	p.cmd.Stdout = theirOut
	var in *os.File
	if p.deaf.Store(p.o.NoInput); !p.o.NoInput {
		theirIn, ours, err := os.Pipe()
		if err != nil {
			_ = out.Close()
			return p.o.Command.failed(err)
		}
		defer theirIn.Close()
		p.cmd.Stdin, in = theirIn, ours
	}
	p.group.prepare(p.cmd)
	err = p.stderr.begin(p.cmd, p.o.Stderr)
	if err == nil {
		err = p.launch()
		p.stderr.began(p)
	}
	if err != nil {
		_, _ = in.Close(), out.Close()
		return p.o.Command.failed(err)
	}
	p.in, p.out = in, out
	p.started.Store(true)
	go p.oversee()
	return nil
}

func (p *Program) launch() error {
	if err := p.cmd.Start(); err != nil {
		return err
	}
	if err := p.group.begin(p.cmd, p.o.Leaves); err != nil {
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait()
		return err
	}
	go func() {
		_ = p.cmd.Wait() // the state tells
		p.failed = p.failure(p.cmd.ProcessState)
		close(p.exited)
	}()
	return nil
}

// Started tells whether Start has succeeded.
func (p *Program) Started() bool { return p.started.Load() }

// Exited is closed once the program itself has ended. What it has printed, or
// started, may still be there.
func (p *Program) Exited() <-chan struct{} { return p.exited }
