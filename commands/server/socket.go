package server

import (
	"net"
	"os"
	"path/filepath"
	"syscall"

	"wspipe/client/errno"
)

// listenUnix begins to listen on a unix socket. One that its server left
// behind is replaced.
//
// Whether anybody listens on a socket, and its replacement, are two steps, and
// to bind and to listen are two more. So that nobody takes a socket for
// abandoned between them, all servers take these steps one after the other,
// with a lock on the socket's folder: other than a file for the lock it leaves
// nothing behind, and other than a socket that is renamed into its place it
// leaves no moment without one. Where there is no lock nothing is replaced.
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
		return nil, err
	}
	l.SetUnlinkOnClose(false)
	if made, err := os.Lstat(path); err == nil && made.Mode()&os.ModeSocket != 0 {
		return &socketListener{l, path, made}, nil
	}
	return l, nil // an abstract one, which is in no folder and goes by itself
}

// abandoned tells a socket that is nobody's any more.
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

// socketListener removes its socket when it is closed, unless another is in
// its place.
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
