// Package program runs a program at our end of a conversation: its output is read, its input
// written, and it ends, with everything it started, when the conversation does. It knows neither
// messages nor connections.
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

// Options say what to run, and how.
type Options struct {
	Command Command
	Environ []string // the complete environment, NAME=VALUE
	// Stderr is given to the program if it is an *os.File; otherwise a goroutine writes to it until
	// End returns.
	Stderr io.Writer
	// Patience is how long the program may take to end by itself when it should, and again after it
	// was told to.
	Patience time.Duration
	// NoInput means that the program gets no input.
	NoInput bool
	// Leaves allows the program to leave processes behind when it ends. They go on, and their
	// output is read for as long as Patience.
	Leaves bool
}

// Program is a program that runs between Start and End. Read, from one goroutine, returns its
// output; Write, from another, is its input. Input is discarded before Start, and once the program
// no longer reads.
type Program struct {
	o       Options
	cmd     *exec.Cmd
	in, out *os.File // our ends of its stdin and stdout
	stderr  stderr
	group   group
	started atomic.Bool
	deaf    atomic.Bool // it accepts no more input
	hurry   atomic.Int64
	forced  atomic.Bool // we had to end it
	killed  atomic.Bool // with everything it started
	held    atomic.Bool // a process that it left behind still holds its stdout
	cut     atomic.Bool // we no longer read its output
	failed  error       // valid once it has exited

	begin, end sync.Once
	exited     chan struct{} // closed once it has ended by itself
	over       chan struct{} // closed once nothing is left of it
}

// New returns a program that isn't started yet; its command must have passed Check.
func New(o Options) *Program {
	return &Program{o: o, exited: make(chan struct{}), over: make(chan struct{})}
}

// Start starts the program, once.
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
		_ = p.cmd.Wait() // the state says how it ended
		p.failed = p.failure(p.cmd.ProcessState)
		close(p.exited)
	}()
	return nil
}

// Started reports whether Start has succeeded.
func (p *Program) Started() bool { return p.started.Load() }

// Exited is closed once the program itself has ended. Its output, or processes that it started, may
// still be there.
func (p *Program) Exited() <-chan struct{} { return p.exited }
