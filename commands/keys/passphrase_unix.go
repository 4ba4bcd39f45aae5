//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package keys

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// askTerminal puts the question to the process's terminal, whatever the standard streams are, and
// reads a line without echo. However that ends, the terminal is left as it was.
func (p *passphrase) askTerminal(question string) (string, error) {
	tty, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err != nil {
		return "", ErrNoTerminal
	}
	defer tty.Close()
	ctx, stop := p.interruptible()
	defer stop()
	show, err := hideTyping(tty)
	if err != nil {
		return "", err
	}
	defer show()
	if _, err := io.WriteString(tty, question); err != nil {
		return "", err
	}
	defer func() { _, _ = io.WriteString(tty, "\n") }() // the Enter key's wasn't shown
	return readTyped(ctx, tty)
}

// interruptible ends the context at a signal, until stop. A key that would suspend the program is
// ignored until then: the shell would leave the terminal without echo.
func (p *passphrase) interruptible() (ctx context.Context, stop func()) {
	if p.streams.Exit == nil {
		return p.ctx, func() {}
	}
	ctx, end := context.WithCancelCause(p.ctx)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, stdio.DeadlySignals()...)
	signal.Ignore(syscall.SIGTSTP)
	go func() {
		select {
		case s := <-signals:
			end(stdio.Caught(s))
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		end(nil)
		signal.Stop(signals)
		signal.Reset(syscall.SIGTSTP)
	}
}

func readTyped(ctx context.Context, tty io.Reader) (string, error) {
	type answer struct {
		line string
		err  error
	}
	answers := make(chan answer, 1)
	go func() {
		line, err := bufio.NewReader(tty).ReadString('\n')
		answers <- answer{line, err}
	}()
	select {
	case <-ctx.Done():
		return "", status.Interruption(ctx)
	case a := <-answers:
		switch {
		case errors.Is(a.err, io.EOF):
			return "", errNotTyped
		case a.err != nil:
			return "", a.err
		}
		return strings.TrimRight(a.line, "\r\n"), nil
	}
}

// hideTyping turns off the terminal's echo until show is called. Ctrl-C still sends its signal.
func hideTyping(tty *os.File) (show func(), err error) {
	raw, err := tty.SyscallConn()
	if err != nil {
		return nil, err
	}
	var before *unix.Termios
	// Control, because after Fd a read of the terminal would outlast its Close.
	controlErr := raw.Control(func(fd uintptr) {
		if before, err = unix.IoctlGetTermios(int(fd), getTermios); err != nil {
			return
		}
		silent := *before
		silent.Lflag &^= unix.ECHO
		silent.Lflag |= unix.ICANON | unix.ISIG
		silent.Iflag |= unix.ICRNL
		err = unix.IoctlSetTermios(int(fd), setTermios, &silent)
	})
	if err = errors.Join(err, controlErr); err != nil {
		return nil, err
	}
	return func() {
		_ = raw.Control(func(fd uintptr) { _ = unix.IoctlSetTermios(int(fd), setTermios, before) })
	}, nil
}
