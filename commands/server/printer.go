package server

import (
	"io"
	"sync"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/stdio"
)

// printer is the way from all clients to stdout.
type printer struct {
	server *server
	person *person
	mu     sync.Mutex
	out    stdio.Output
	// streams: there is one client only, and nobody to keep out; pings are
	// printed within its messages. Otherwise a message is held until it is
	// complete, so that none waits for a client that is slow to end its own.
	streams bool
}

// print runs calls of out with the number of the client they are about.
func (p *printer) print(c *servedClient, calls func(stdio.Output)) { p.printFrom(c, "", calls) }

// printFrom also says which end of a client that is connected on they are about.
func (p *printer) printFrom(c *servedClient, end string, calls func(stdio.Output)) {
	if !p.streams {
		p.mu.Lock()
		defer p.mu.Unlock()
	}
	calls(p.out.Of(codec.From{Client: c.number, End: end}))
}

func (p *printer) message(c *servedClient, e client.MessageEvent) {
	show := func(body io.Reader) {
		if !p.person.show(c, codec.Type(e.Type), body) {
			p.print(c, func(o stdio.Output) { o.Message(codec.Type(e.Type), body) })
		}
	}
	if p.streams {
		show(e.Reader())
		return
	}
	p.server.whole(c, e, show, func(begun io.Reader, err error) {
		p.print(c, func(o stdio.Output) { o.Broke(begun, err) })
	})
}

func (p *printer) idle(c *servedClient) { p.print(c, stdio.Output.Flush) }
