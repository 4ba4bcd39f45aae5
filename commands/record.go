package commands

import (
	"io"
	"os"

	"github.com/urfave/cli/v2"

	"wspipe/client"
)

func recordFlag() cli.Flag {
	return &cli.StringFlag{Name: "record", Category: groupReport,
		Usage: "write the conversation to `FILE`, for wspipe check and wspipe serve --replay"}
}

// openRecord refuses before anything is dialled.
func openRecord(file string, o options) (*os.File, error) {
	if o.reconnect {
		return nil, usagef("--record and --reconnect contradict each other: what is recorded is one connection")
	}
	f, err := os.Create(file)
	if err != nil {
		return nil, usagef("--record %s: %w", file, withoutPath(err))
	}
	return f, nil
}

// record has the session written to w as it happens.
func (p *session) record(w io.Writer) {
	p.recorder = newRecorder(w, p.o.maxMessageSize, func(err error) { p.stop(err, true) })
}

func (p *session) recordBegin(ws *client.WebSocket) {
	url := ws.URL()
	if p.o.url == echoURL {
		url = echoURL
	}
	p.recorder.begin(url, p.o.expected.ignore)
}

// recordEnd tells who closed. Of a session that was cut short, or whose server
// didn't answer our close, that isn't a part of the conversation.
func (p *session) recordEnd(e client.CloseEvent) {
	p.mu.Lock()
	stopped, cutShort := p.stopped, p.cutShort
	p.mu.Unlock()
	switch {
	case cutShort, stopped && !e.WasClean:
	case stopped:
		p.recorder.closedByUs(p.o.closeCode, p.o.closeReason)
	default:
		p.recorder.closedByServer(e.Code, e.Reason)
	}
}
