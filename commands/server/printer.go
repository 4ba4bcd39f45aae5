package server

import (
	"errors"
	"io"
	"sync"
	"syscall"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// printer is the way from all clients to stdout.
type printer struct {
	server *server
	mu     sync.Mutex
	out    *stdio.Output
	// streams: there is one client only, and nobody to keep out; pings are
	// printed within its messages. Otherwise a message is held until it is
	// complete, so that none waits for a client that is slow to end its own.
	streams bool
}

// print runs one call of out with the number of the client it is about.
func (p *printer) print(c *servedClient, call func(*stdio.Output) error) {
	p.tell(func() error {
		if !p.streams {
			p.mu.Lock()
			defer p.mu.Unlock()
		}
		p.out.W.From(c.number)
		return call(p.out)
	}())
}

// tell passes on an error of stdout. A reader that went away is none.
func (p *printer) tell(err error) {
	switch {
	case err == nil:
	case errors.Is(err, syscall.EPIPE):
		p.server.stop(nil)
	default:
		p.server.stop(status.Localf("stdout: %w", status.WithoutPath(err)))
	}
}

func (p *printer) message(c *servedClient, e client.MessageEvent) {
	body := e.Reader()
	if _, whole := body.(interface{ Len() int }); !whole && !p.streams {
		held := &hoard{memory: &p.server.memory}
		defer held.release()
		_, err := io.Copy(held, body)
		switch {
		case errors.Is(err, errNoMemory):
			p.server.letGo(c, tooMuch(err))
			return
		case err != nil: // the connection's, which shows elsewhere
			p.print(c, func(o *stdio.Output) error { return o.Broke(held, err) })
			return
		}
		body = held
	}
	p.print(c, func(o *stdio.Output) error {
		_, err := o.Message(codec.Type(e.Type), body)
		return err
	})
}

func (p *printer) idle(c *servedClient) { p.print(c, (*stdio.Output).Flush) }
