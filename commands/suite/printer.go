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

// printer writes the output of print lines: to stdout, unless a report goes there. On a terminal it
// makes control characters visible.
type printer struct {
	to       io.Writer
	terminal bool
	stdout   bool

	mu  sync.Mutex
	err error // why writing failed
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

// lost returns an error if output was lost. A reader that goes away isn't a failure, nor is any
// problem with stderr.
func (p *printer) lost() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err == nil || !p.stdout || errno.Is(p.err, syscall.EPIPE) {
		return nil
	}
	return status.Localf("stdout: %w", status.WithoutPath(p.err))
}
