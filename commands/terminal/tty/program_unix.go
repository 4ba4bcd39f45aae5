//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package tty

import (
	"fmt"
	"os/exec"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
)

// Run gives the terminal to a program until it exits. The program gets the signals of the keys; if it stops itself, it
// is continued.
func (t *Terminal) Run(cmd *exec.Cmd) error {
	cmd.Stdin, cmd.Stdout, cmd.Stderr = t.in, t.out, t.out
	return control(t.in, func(fd int) error {
		ours, err := unix.IoctlGetInt(fd, unix.TIOCGPGRP)
		if err == nil && ours == syscall.Getpgrp() {
			cmd.SysProcAttr = &syscall.SysProcAttr{Foreground: true, Ctty: fd}
			signal.Ignore(syscall.SIGTTOU)
			defer func() {
				_ = unix.IoctlSetPointerInt(fd, unix.TIOCSPGRP, ours)
				signal.Reset(syscall.SIGTTOU)
			}()
		}
		if err := cmd.Start(); err != nil {
			return err
		}
		return wait(cmd.Process.Pid)
	})
}

func wait(pid int) error {
	var status syscall.WaitStatus
	for {
		switch _, err := syscall.Wait4(pid, &status, syscall.WUNTRACED, nil); {
		case err == syscall.EINTR:
		case err != nil:
			return err
		case status.Stopped():
			_ = syscall.Kill(-pid, syscall.SIGCONT)
		case status.Exited() && status.ExitStatus() == 0:
			return nil
		case status.Exited():
			return fmt.Errorf("exit status %d", status.ExitStatus())
		default:
			return fmt.Errorf("ended by %v", status.Signal())
		}
	}
}
