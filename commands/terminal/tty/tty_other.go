//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd || windows)

package tty

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"time"
)

// Terminals are not supported here: Open fails.

type state struct{}

type waker struct{}

func getState(_, _ *os.File) (state, error) { return state{}, errors.ErrUnsupported }

func setState(_, _ *os.File, _ state) error { return errors.ErrUnsupported }

func setRaw(_, _ *os.File, _ state, _ bool) error { return errors.ErrUnsupported }

func newWaker() (*waker, error) { return nil, errors.ErrUnsupported }

func (w *waker) wake() {}

func (w *waker) read(*os.File, []byte, time.Duration) (int, error) { return 0, io.EOF }

// Size returns 80 by 24.
func Size(*os.File) (width, height int) { return 80, 24 }

// Forget does nothing.
func (t *Terminal) Forget() {}

// Start does nothing.
func (t *Terminal) Start() {}

// Suspend does nothing.
func Suspend() {}

// Watch does nothing.
func Watch(_, _ func()) (end func()) { return func() {} }

// Run fails.
func (t *Terminal) Run(*exec.Cmd) error { return errors.ErrUnsupported }

// InBackground returns false: there is no background.
func InBackground(*os.File) bool { return false }
