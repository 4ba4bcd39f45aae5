package terminal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"wspipe/codec"
	"wspipe/commands/stdio"
	"wspipe/commands/terminal/tty"
	"wspipe/commands/terminal/view"
)

// Plain is a session without an editor: the terminal edits lines itself, and messages are printed at the cursor. It
// writes nothing but text and colours.
type Plain struct {
	o    Options
	out  io.Writer
	in   io.Reader
	read []byte // read but not taken yet
	line int    // number of the line that was taken last

	mu     sync.Mutex
	typing bool // waiting for a line
	shown  bool // the prompt is at the cursor
	busy   bool // messages arrive one after the other
	over   bool
}

// NewPlain returns a session. Of the Options, it uses those for the look and for decoding lines.
func NewPlain(s stdio.Streams, o Options) *Plain {
	return &Plain{o: o, in: s.In, out: s.Out}
}

// print requires mu.
func (p *Plain) print(rows []byte) error {
	if p.shown {
		p.shown = false
		rows = append([]byte{'\n'}, rows...)
	}
	_, err := p.out.Write(rows)
	return err
}

// prompt requires mu.
func (p *Plain) prompt() {
	if p.typing && !p.shown && !p.busy && !p.over {
		p.shown = true
		_, _ = p.out.Write(append(view.Options{Color: p.o.Color}.Mark(">", view.Sent), ' '))
	}
}

func (p *Plain) options() view.Options {
	width, height := tty.Size(p.o.Out)
	return view.Options{Width: width, Height: height, Color: p.o.Color}
}

// Received shows a message. The prompt stays hidden until Idle.
func (p *Plain) Received(from int, kind codec.Type, body io.Reader) (complete bool, err error) {
	m := received(from, kind)
	data, failed := io.ReadAll(io.LimitReader(body, viewMost))
	m.Data, m.Size = data, int64(len(data))
	if failed == nil {
		var rest lineCounter
		_, failed = io.Copy(&rest, body)
		m.Size, m.Lines = m.Size+rest.size, rest.lines
	}
	m.Cut = failed != nil
	p.mu.Lock()
	defer p.mu.Unlock()
	p.busy = true
	return failed == nil, p.print(p.options().Message(formatted(p.o.Output, m)))
}

// Idle shows the prompt again. It is called when no more messages are available at once.
func (p *Plain) Idle() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.busy = false
	p.prompt()
}

// Sent shows a message that was sent but not typed.
func (p *Plain) Sent(kind codec.Type, data []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	_ = p.print(p.options().Message(formatted(p.o.Output, sentMessage(kind, data))))
	p.prompt()
}

// Notice shows what happened.
func (p *Plain) Notice(tone Tone, text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	_ = p.print(p.options().Notice("*", tone.style(), text))
	p.prompt()
}

// Verbose returns a writer that shows each line as a notice.
func (p *Plain) Verbose() io.Writer { return verbose{p.Notice} }

// Close leaves the cursor in an empty row.
func (p *Plain) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.over = true; p.shown {
		_ = p.print(nil)
	}
}

// Restore does nothing: the mode of the terminal never changed.
func (p *Plain) Restore() {}

// Next waits for a line that can be sent. For other lines, it shows why they can't.
func (p *Plain) Next() (codec.Part, error) {
	for {
		line, err := p.take()
		switch {
		case errors.Is(err, stdio.ErrLineCut):
			p.Notice(Failure, "not sent: "+err.Error())
			continue
		case err != nil:
			return codec.Part{}, err
		case len(line) == 0:
			continue
		}
		part, problem := decode(p.o.Input, p.o.Type, line)
		if problem == "" {
			return part, nil
		}
		p.Notice(Failure, problem)
	}
}

// take returns a line in memory of its own.
func (p *Plain) take() ([]byte, error) {
	for {
		if end := bytes.IndexByte(p.read, '\n'); end >= 0 {
			line := p.read[:end:end]
			p.read = p.read[end+1:]
			p.line++
			return bytes.TrimSuffix(line, []byte{'\r'}), nil
		}
		piece := make([]byte, pieceSize)
		n, err := p.wait(piece)
		p.read = append(p.read[:len(p.read):len(p.read)], piece[:n]...)
		switch {
		case err == io.EOF && len(p.read) > 0: // the line was ended by Ctrl-D
			p.read = append(p.read, '\n')
		case err != nil:
			return nil, err
		}
	}
}

const pieceSize = 64 << 10

// wait reads while the prompt is shown.
func (p *Plain) wait(b []byte) (int, error) {
	p.set(true)
	defer p.set(false)
	return p.in.Read(b)
}

func (p *Plain) set(typing bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.typing, p.shown = typing, false
	p.prompt()
}

// Buffered reports whether Next returns at once.
func (p *Plain) Buffered() bool { return bytes.IndexByte(p.read, '\n') >= 0 }

// Where returns, for people, which message Next last returned.
func (p *Plain) Where() string { return fmt.Sprintf("line %d", p.line) }

// lineCounter counts bytes and lines without keeping them.
type lineCounter struct {
	size  int64
	lines int
}

func (c *lineCounter) Write(b []byte) (int, error) {
	c.size += int64(len(b))
	c.lines += bytes.Count(b, []byte{'\n'})
	return len(b), nil
}

// verbose turns lines into notices.
type verbose struct{ notice func(Tone, string) }

func (v verbose) Write(b []byte) (int, error) {
	for line := range strings.SplitSeq(strings.TrimSuffix(string(b), "\n"), "\n") {
		tone := Happened
		if complaint, ok := strings.CutPrefix(line, "wspipe: "); ok {
			line, tone = complaint, Outage
		}
		v.notice(tone, strings.TrimPrefix(line, "* "))
	}
	return len(b), nil
}
