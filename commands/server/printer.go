package server

import (
	"io"
	"sync"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/stdio"
)

// printer prints what all clients send to stdout.
type printer struct {
	server *server
	person *person
	mu     sync.Mutex
	out    stdio.Output
	// streams means that there is only one client, so no other can be blocked; pings are printed
	// within its messages. Otherwise a message is held until it is complete, so that none waits for
	// a client that is slow to end its own.
	streams bool
}

// print calls calls with an output for the client's number.
func (p *printer) print(c *servedClient, calls func(stdio.Output)) { p.printFrom(c, "", calls) }

// printFrom also sets which end of a forwarded connection the output is about.
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
