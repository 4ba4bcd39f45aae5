package terminal

import (
	"bytes"
	"fmt"
	"io"
	"time"

	"wspipe/codec"
	"wspipe/commands/terminal/view"
)

// Tone is the severity of a notice.
type Tone uint8

// Tones: an ordinary event, an outage, an end that is an error.
const (
	Happened Tone = iota
	Outage
	Failure
)

func (t Tone) style() string { return [...]string{view.Dim, view.Outage, view.Failure}[t] }

const (
	viewMost = 1 << 20  // bytes of a message that are used to show it
	heldMost = 16 << 20 // bytes of all messages that are kept
)

// Received shows a message when it is complete, or the part that arrived before body failed. It blocks while the
// terminal accepts no output. from is the number of a server's client, or 0. complete is false if body failed; err is
// an error of the terminal.
func (t *Terminal) Received(from int, kind codec.Type, body io.Reader) (complete bool, err error) {
	m := received(from, kind)
	data, rest, failed := t.collect(body)
	m.Data, m.Cut = data[:min(len(data), viewMost)], failed != nil
	m.Size = int64(len(data)) + rest.size
	if m.Size > int64(len(m.Data)) {
		m.Lines = rest.lines + bytes.Count(data[len(m.Data):], []byte{'\n'})
	}
	rows := t.receivedRows(m, data, rest.size == 0)
	if len(rows) > 0 {
		err = t.screen.Print(rows)
	}
	return failed == nil, err
}

func received(from int, kind codec.Type) view.Message {
	m := view.Message{Mark: "<", Style: view.Receive, Type: kind}
	if from > 0 {
		m.Prefix = fmt.Sprintf("%d: ", from)
	}
	return m
}

// receivedRows returns the rows that show a message, or none if it is hidden.
func (t *Terminal) receivedRows(m view.Message, data []byte, whole bool) []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return nil
	}
	if whole {
		t.held.add(m.Type, data)
		if t.words.add(string(data[:min(len(data), wordsMost)])); t.look.hides(m.Type, data) {
			return nil
		}
	}
	now := time.Now()
	if t.look.time {
		m.Prefix = now.Format("15:04:05.000 ") + m.Prefix
	}
	m = formatted(t.o.Output, m)
	o := t.options()
	if t.pace.fast(now) {
		return o.Row(m)
	}
	return o.Message(m)
}

// formatted returns the message in the output format.
func formatted(f codec.Format, m view.Message) view.Message {
	if f == codec.Lines || m.Size > int64(len(m.Data)) {
		return m
	}
	var line bytes.Buffer
	w := codec.NewWriter(&line, f, codec.WriterOptions{})
	if w.Message(m.Type, bytes.NewReader(m.Data)) != nil || w.Flush() != nil {
		return m
	}
	m.Type, m.Data = codec.Text, bytes.TrimSuffix(line.Bytes(), []byte{'\n'})
	m.Size = int64(len(m.Data))
	return m
}

// remainder counts the part of a message that isn't kept.
type remainder struct {
	size  int64
	lines int
}

// collect reads a message, and keeps as much of it as allowed.
func (t *Terminal) collect(body io.Reader) (data []byte, rest remainder, err error) {
	data, err = io.ReadAll(io.LimitReader(body, viewMost))
	if err != nil || len(data) < viewMost {
		return data, rest, err
	}
	defer t.setState("")
	piece := make([]byte, 32<<10)
	for {
		n, err := body.Read(piece)
		if len(data)+n <= heldMost && rest.size == 0 {
			data = append(data, piece[:n]...)
		} else {
			rest.size += int64(n)
			rest.lines += bytes.Count(piece[:n], []byte{'\n'})
		}
		if err == io.EOF {
			return data, rest, nil
		} else if err != nil {
			return data, rest, err
		}
		t.setState(fmt.Sprintf("receiving: %d MiB", (int64(len(data))+rest.size)>>20))
	}
}

// setState shows beneath the line what is going on.
func (t *Terminal) setState(state string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.state != state && !t.closed {
		t.state = state
		t.screen.Show(t.live())
	}
}

// Sent shows a message that was sent but not typed.
func (t *Terminal) Sent(kind codec.Type, data []byte) {
	t.mu.Lock()
	rows := t.options().Message(formatted(t.o.Output, sentMessage(kind, data)))
	t.mu.Unlock()
	t.screen.PrintNow(rows)
}

// Notice shows what happened.
func (t *Terminal) Notice(tone Tone, text string) {
	t.mu.Lock()
	rows := t.options().Notice("*", tone.style(), text)
	t.mu.Unlock()
	t.screen.PrintNow(rows)
}

// Verbose returns a writer that shows lines as notices: the output of -v and -vv, and everything else meant for stderr,
// without the marks that it has there. Each Write must consist of whole lines.
func (t *Terminal) Verbose() io.Writer { return verbose{t.Notice} }

// options requires mu.
func (t *Terminal) options() view.Options {
	width, height := t.screen.Dimensions()
	o := view.Options{Width: width, Height: height, Color: t.o.Color, Pretty: t.look.pretty}
	if t.o.Session != nil {
		o.Hint = " (/last shows all, /save FILE keeps it)"
	}
	return o
}

// pace detects messages that arrive faster than anybody can read.
type pace struct {
	times [fastFrom]time.Time // arrival of the last messages
	next  int
}

// fastFrom is how many messages per second are too many to show more than one row of each.
const fastFrom = 50

func (p *pace) fast(now time.Time) bool {
	before := p.times[p.next]
	p.times[p.next] = now
	p.next = (p.next + 1) % fastFrom
	return now.Sub(before) < time.Second
}
