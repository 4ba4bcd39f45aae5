package suite

import (
	"io"
	"slices"
	"sync"
	"syscall"

	"wspipe/client/errno"
	"wspipe/codec"
	"wspipe/commands/results"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// printer is where print lines say what they do: on stdout, unless a report is
// there. On a terminal nothing in it steers that.
type printer struct {
	to       io.Writer
	terminal bool
	stdout   bool

	mu  sync.Mutex
	err error // why no more can be written
}

func newPrinter(o Options, s stdio.Streams) *printer {
	if slices.ContainsFunc(o.Reports, func(r results.Report) bool { return r.File() == "-" }) {
		return &printer{to: s.Err, terminal: s.ErrTTY}
	}
	return &printer{to: s.Out, terminal: s.OutTTY, stdout: true}
}

func (p *printer) print(text []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.terminal {
		text = []byte(codec.Visible(string(text)))
	}
	if p.err == nil {
		_, p.err = p.to.Write(text)
	}
}

// lost says why not all could be printed. It is no failure that nobody reads on,
// nor anything about stderr.
func (p *printer) lost() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err == nil || !p.stdout || errno.Is(p.err, syscall.EPIPE) {
		return nil
	}
	return status.Localf("stdout: %w", status.WithoutPath(p.err))
}
