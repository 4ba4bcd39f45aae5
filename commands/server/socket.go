package server

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"syscall"

	"wspipe/client/errno"
)

// listenUnix listens on a unix socket. It replaces a socket that its server left behind.
//
// Checking whether anyone listens on a socket and replacing it are two steps, and so are bind and
// listen. So that no server takes a socket for abandoned in between, all servers take these steps
// one at a time, holding a lock on the socket's folder. Unlike a lock file, that leaves nothing
// behind; unlike renaming a new socket into place, it leaves no moment without a socket. Without a
// lock nothing is replaced.
func listenUnix(path string) (net.Listener, error) {
	unlock, err := lockFolder(filepath.Dir(path))
	if err == nil {
		defer unlock()
		if abandoned(path) {
			_ = os.Remove(path)
		}
	}
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		return nil, inTheWay(path, err)
	}
	l.SetUnlinkOnClose(false)
	if made, err := os.Lstat(path); err == nil && made.Mode()&os.ModeSocket != 0 {
		return &socketListener{l, path, made}, nil
	}
	return l, nil // an abstract socket, which is in no folder and goes away by itself
}

// inTheWay replaces the system's error, which is that the address is in use, if what has its name is
// no socket.
func inTheWay(path string, err error) error {
	info, missing := os.Stat(path)
	if missing == nil && info.Mode()&os.ModeSocket == 0 {
		return errors.New("it exists and is not a socket")
	}
	return err
}

// abandoned reports whether path is a socket that no one listens on.
func abandoned(path string) bool {
	info, err := os.Lstat(path)
	if err != nil || info.Mode()&os.ModeSocket == 0 {
		return false
	}
	conn, err := net.Dial("unix", path)
	if err == nil {
		_ = conn.Close()
	}
	return errno.Is(err, syscall.ECONNREFUSED) && !bound(path)
}

// socketListener removes its socket when it is closed, unless another has taken its place.
type socketListener struct {
	*net.UnixListener
	path string
	made os.FileInfo
}

func (l *socketListener) Close() error {
	if unlock, err := lockFolder(filepath.Dir(l.path)); err == nil {
		defer unlock()
	}
	if now, err := os.Lstat(l.path); err == nil && os.SameFile(now, l.made) {
		_ = os.Remove(l.path)
	}
	return l.UnixListener.Close()
}
