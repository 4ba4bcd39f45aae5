package terminal

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"wspipe/codec"
	"wspipe/commands/terminal/screen"
)

func TestHeld(t *testing.T) {
	var h held
	for i := range heldMessages + 5 {
		h.add(codec.Text, []byte{byte(i)})
	}
	if _, ok := h.last(heldMessages + 1); ok || len(h.messages) != heldMessages {
		t.Error(len(h.messages))
	}
	if m, ok := h.last(1); !ok || m.data[0] != heldMessages+4 {
		t.Error(m, ok)
	}
	h.add(codec.Binary, make([]byte, heldMost-1))
	if len(h.messages) != 2 || h.size != heldMost {
		t.Error(len(h.messages), h.size)
	}
	h.add(codec.Binary, make([]byte, heldMost+1)) // the last is kept, whatever its size
	if m, ok := h.last(1); len(h.messages) != 1 || !ok || len(m.data) != heldMost+1 {
		t.Error(len(h.messages), h.size)
	}
}

// More than 50 messages a second are too many to read.
func TestPace(t *testing.T) {
	begin := time.Now()
	for rate, want := range map[int]bool{10: false, 50: false, 52: true, 1000: true} {
		var p pace
		fast := false
		for i := range 200 {
			fast = p.fast(begin.Add(time.Duration(i) * time.Second / time.Duration(rate)))
		}
		if fast != want {
			t.Errorf("%d a second: %v", rate, fast)
		}
		if p.fast(begin.Add(time.Hour)) {
			t.Errorf("%d a second: still fast an hour later", rate)
		}
	}
}

type refusing struct{ Session }

func (refusing) Connected() bool         { return true }
func (refusing) Close(int, string) error { return errors.New("no such code") }

// A user who tried to leave and couldn't hasn't asked for an end that comes later.
func TestRefusedClose(t *testing.T) {
	var shown strings.Builder
	term := &Terminal{o: Options{Session: refusing{}}, calls: make(chan func()), screen: screen.New(&shown, screen.Painter{})}
	term.queue.init()
	term.screen.Size(80, 24)
	if err := term.close("5"); err != nil {
		t.Fatal(err)
	}
	term.queue.end()
	if _, err := term.queue.next(); err != io.EOF {
		t.Fatal(err)
	}
	if _, _, abandoned := term.end(); !abandoned {
		t.Error("left because of a close that was refused")
	}
}
