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

// person is the user at the terminal where serve runs: messages from clients are shown above the
// line being typed, which is sent to all of them. The zero value is nobody.
type person struct {
	server *server
	exit   func(status int)

	mu     sync.Mutex
	screen *terminal.Terminal
	cancel func(error) // ends serve as a signal does
	signal error       // the typed one
}

// watch lets the keys that mean signals end serve, and makes s.Exit restore the terminal.
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

// sits returns the person's screen, or nil if there is no one.
func (h *person) sits() *terminal.Terminal {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.screen
}

// sitDown starts the screen if serve runs at a terminal.
func (h *person) sitDown(server *server, s stdio.Streams) {
	o, seat := server.o.Wishes.Options(s, server.o.Formats, "")
	if seat != terminal.Editing {
		return
	}
	h.server = server
	o.Color, o.Interrupt, o.Fault = server.o.Color, h.interrupt, server.stop
	o.Leave = func() { server.stop(nil) }
	screen, err := terminal.Start(o)
	if err != nil { // an unknown kind of terminal
		return
	}
	h.mu.Lock()
	h.screen = screen
	h.mu.Unlock()
	server.voice.To(screen.Verbose())
}

// interrupt handles a key that means a signal; the second one ends the program.
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

// listening announces the URL.
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

// show shows a client's message. It returns false if there is no screen.
func (h *person) show(c *servedClient, kind codec.Type, body io.Reader) bool {
	screen := h.sits()
	if screen == nil {
		return false
	}
	if _, err := screen.Received(c.number, kind, body); errors.Is(err, syscall.EIO) || errno.Is(err, syscall.EPIPE) {
		h.server.stop(nil) // the terminal is gone
	} else if err != nil {
		h.server.stop(status.Localf("stdout: %w", status.WithoutPath(err)))
	}
	return true
}

// end restores the terminal. After a typed signal, the error isn't reported.
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
