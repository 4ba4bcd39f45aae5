package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"syscall"

	"wspipe/client"
	"wspipe/client/errno"
	"wspipe/codec"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
	"wspipe/commands/terminal"
)

// person is who sits at the terminal where serve runs: what clients send is
// shown above the line that is typed to all of them. The zero value is nobody.
type person struct {
	server *server
	exit   func(status int)

	mu     sync.Mutex
	screen *terminal.Terminal
	cancel func(error) // ends serve as a signal does
	signal error       // that was typed
}

// watch has the keys that stand for signals end serve, and s.Exit give the
// terminal back.
func (h *person) watch(caller context.Context, s *stdio.Streams) context.Context {
	watched, cancel := context.WithCancelCause(caller)
	h.cancel, h.exit = cancel, s.Exit
	if h.exit != nil {
		s.Exit = func(status int) {
			if screen := h.sits(); screen != nil {
				screen.Restore()
			}
			h.exit(status)
		}
	}
	return watched
}

// sits is the screen of whoever is there, or nil.
func (h *person) sits() *terminal.Terminal {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.screen
}

// sitDown has somebody who is at a terminal see what goes on.
func (h *person) sitDown(server *server, s stdio.Streams) {
	o, seat := server.o.Wishes.Options(s, server.o.Formats, "")
	if seat != terminal.Editing {
		return
	}
	h.server = server
	o.Color, o.Interrupt, o.Fault = server.o.Color, h.interrupt, server.stop
	o.Leave = func() { server.stop(nil) }
	screen, err := terminal.Start(o)
	if err != nil { // of a kind that we don't know
		return
	}
	h.mu.Lock()
	h.screen = screen
	h.mu.Unlock()
	server.voice.To(screen.Verbose())
}

// interrupt is a key that stands for a signal; the second one ends the program.
func (h *person) interrupt(s os.Signal) {
	why := stdio.Caught(s)
	h.mu.Lock()
	again := h.signal != nil
	h.signal = why
	h.mu.Unlock()
	if again && h.exit != nil {
		if screen := h.sits(); screen != nil {
			screen.Restore()
		}
		h.exit(status.Of(why))
	}
	h.cancel(why)
}

// listening says where.
func (h *person) listening(at *server, url string) {
	if h.sits() != nil {
		h.say("listening on " + url + " (Ctrl-D leaves)")
		return
	}
	at.voice.Say("listening on " + url)
}

func (h *person) came(c *servedClient) {
	h.say(fmt.Sprintf("client %d connected%s", c.number, comingFrom(c.ws.Conn().RemoteAddr().String())))
}

func (h *person) went(c *servedClient, e client.CloseEvent) {
	if e.Code == 1006 {
		h.say(fmt.Sprintf("client %d is gone, without a Close", c.number))
		return
	}
	h.say(fmt.Sprintf("client %d closed with %s", c.number, status.CloseText(e.Code, e.Reason)))
}

func (h *person) say(text string) {
	if screen := h.sits(); screen != nil && !h.server.o.Quiet {
		screen.Notice(terminal.Happened, text)
	}
}

// show shows a message of a client's; false where nobody sits there.
func (h *person) show(c *servedClient, kind codec.Type, body io.Reader) bool {
	screen := h.sits()
	if screen == nil {
		return false
	}
	if _, err := screen.Received(c.number, kind, body); errors.Is(err, syscall.EIO) || errno.Is(err, syscall.EPIPE) {
		h.server.stop(nil) // nobody does any more
	} else if err != nil {
		h.server.stop(status.Localf("stdout: %w", status.WithoutPath(err)))
	}
	return true
}

// end gives the terminal back. Who has left with a key isn't told so.
func (h *person) end(err error) error {
	screen := h.sits()
	if screen == nil {
		return err
	}
	screen.Close()
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.signal != nil && err == h.signal {
		return &status.QuietError{Err: err}
	}
	return err
}
