//go:build unix

package crossings

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// streams are the program's stdin and stdout for a crossing.
type streams struct {
	in, out *os.File      // the program's ends
	feed    func()        // fills stdin
	release func()        // closes stdin
	collect func() []byte // empties stdout
}

func openStreams(p *plan, dir string) (*streams, error) {
	s := &streams{feed: func() {}, release: func() {}}
	if err := s.openStdin(p, dir); err != nil {
		return nil, err
	}
	if err := s.openStdout(p, dir); err != nil {
		s.in.Close()
		return nil, err
	}
	return s, nil
}

func (s *streams) openStdin(p *plan, dir string) (err error) {
	switch p.c[stdin] {
	case "null":
		s.in, err = os.Open(os.DevNull)
		return err
	case "file":
		name := filepath.Join(dir, "stdin")
		if err := os.WriteFile(name, p.stdin, 0o600); err != nil {
			return err
		}
		s.in, err = os.Open(name)
		return err
	}
	in, w, err := os.Pipe()
	if err != nil {
		return err
	}
	s.in, s.release = in, sync.OnceFunc(func() { w.Close() })
	s.feed = func() {
		if p.c.is(stdin, "drip") {
			drip(w, p.stdin)
		} else {
			w.Write(p.stdin) // until the program leaves
		}
		if !p.c.is(stdin, "open") {
			s.release()
		}
	}
	return nil
}

// drip writes in about a hundred pieces.
func drip(w io.Writer, data []byte) {
	size := len(data)/100 + 1
	for begun := time.Now(); len(data) > 0; {
		n := min(size, len(data))
		if time.Since(begun) > slowFor {
			n = len(data)
		}
		if _, err := w.Write(data[:n]); err != nil {
			return
		}
		data = data[n:]
		time.Sleep(time.Millisecond) // the behaviour itself
	}
}

func (s *streams) openStdout(p *plan, dir string) (err error) {
	if p.c.is(stdout, "file") {
		s.out, err = os.Create(filepath.Join(dir, "stdout"))
		return err
	}
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	s.out = w
	s.collect = func() []byte {
		defer r.Close()
		var all []byte
		switch {
		case p.c.is(stdout, "head"):
			all = make([]byte, 1)
			n, _ := r.Read(all)
			return all[:n]
		case p.c.is(stdout, "slow"):
			all = readSlowly(r)
		}
		rest, _ := io.ReadAll(r)
		return append(all, rest...)
	}
	return nil
}

// started is called once the program has its ends: it starts copying. The function that it returns
// waits for everything that the program writes.
func (s *streams) started() (written func() []byte) {
	s.in.Close()
	go s.feed()
	if s.collect == nil {
		return func() []byte {
			defer s.out.Close()
			all, _ := os.ReadFile(s.out.Name())
			return all
		}
	}
	s.out.Close()
	all := make(chan []byte, 1)
	go func() { all <- s.collect() }()
	return func() []byte { return <-all }
}

// readSlowly reads nothing at first, and then small pieces.
func readSlowly(r io.Reader) []byte {
	var all bytes.Buffer
	begun := time.Now()
	time.Sleep(slowFor / 2) // the behaviour itself
	for time.Since(begun) < slowFor {
		if n, err := io.CopyN(&all, r, 8<<10); n == 0 || err != nil {
			return all.Bytes()
		}
		time.Sleep(time.Millisecond)
	}
	return all.Bytes()
}
