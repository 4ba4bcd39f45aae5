//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package server

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

const (
	lockPatience = 2 * time.Second // for another lock on the folder
	lockPause    = 5 * time.Millisecond
)

// lockFolder keeps other servers from taking over a socket in dir until unlock is called.
func lockFolder(dir string) (unlock func(), err error) {
	folder, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	for late := time.Now().Add(lockPatience); ; time.Sleep(lockPause) {
		err := unix.Flock(int(folder.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		switch {
		case err == nil:
			return func() { _ = folder.Close() }, nil
		case errors.Is(err, unix.EINTR):
		case !errors.Is(err, unix.EWOULDBLOCK), time.Now().After(late):
			_ = folder.Close()
			return nil, err
		}
	}
}

// bound reports whether path is a socket that is bound but not yet listening, as far as the system
// shows that.
func bound(path string) bool {
	table, err := os.ReadFile("/proc/net/unix")
	if err != nil {
		return false
	}
	whole, err := filepath.Abs(path)
	return err == nil && slices.ContainsFunc(strings.Split(string(table), "\n"), func(line string) bool {
		return strings.HasSuffix(line, " "+whole)
	})
}
