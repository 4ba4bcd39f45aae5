package terminal

import (
	"fmt"
	"unicode/utf8"

	"wspipe/codec"
	"wspipe/commands/status"
	"wspipe/commands/terminal/slash"
	"wspipe/commands/terminal/view"
)

// submit runs a slash command, or sends a line. If the line can't be sent, it becomes the typed line again.
func (t *Terminal) submit(line string) {
	if line == "" {
		return
	}
	message := line
	if t.o.Session != nil {
		name, argument, text, call := slash.Parse(line)
		if call {
			if status.WithoutLogin(argument) == argument { // a password is not for a file
				t.o.History.Add(line)
			}
			t.echo(line)
			t.call(name, argument)
			return
		}
		message = text
	}
	part, problem := decode(t.o.Input, t.o.Type, []byte(message))
	if problem != "" {
		t.Notice(Failure, problem)
		t.mu.Lock()
		t.editor.Set(line)
		t.mu.Unlock()
		return
	}
	t.o.History.Add(line)
	t.echo(message)
	t.queue.put(item{part: part})
}

// decode turns typed text into a message, or says why that is impossible.
func decode(f codec.Format, t codec.Type, text []byte) (codec.Part, string) {
	part, err := codec.Decode(f, t, text)
	switch {
	case err != nil:
		return part, "not sent: " + err.Error()
	case part.Type == codec.Text && !utf8.Valid(part.Data):
		return part, "not sent: it isn't UTF-8, as text must be (/hex sends any bytes)"
	case part.Type == codec.Ping && len(part.Data) > mostPing:
		return part, fmt.Sprintf("not sent: a ping has at most %d bytes", mostPing)
	}
	return part, ""
}

const mostPing = 125 // bytes; RFC 6455, section 5.5

// echo shows what was typed.
func (t *Terminal) echo(text string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.words.add(text)
	t.screen.Show(t.live()) // no longer the text, which would be there twice
	t.screen.PrintNow(t.options().Message(sentMessage(codec.Text, []byte(text))))
}

func sentMessage(kind codec.Type, data []byte) view.Message {
	return view.Message{Mark: ">", Style: view.Sent, Type: kind, Data: data, Size: int64(len(data))}
}

// give sends a message made by a slash command.
func (t *Terminal) give(kind codec.Type, data []byte) {
	t.queue.put(item{part: codec.Part{Type: kind, Data: data, Last: true}})
}
