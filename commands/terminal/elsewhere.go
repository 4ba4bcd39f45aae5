package terminal

import (
	"bytes"
	"os"
	"os/exec"
	"strings"

	"wspipe/commands/terminal/screen"
	"wspipe/commands/terminal/view"
)

// program gives the terminal to the program that an environment variable names, or to otherwise, with more arguments.
func (t *Terminal) program(names []string, otherwise string, arguments ...string) error {
	chosen := otherwise
	for _, name := range names {
		if value := t.o.Getenv(name); value != "" {
			chosen = value
			break
		}
	}
	words := append(strings.Fields(chosen), arguments...)
	t.screen.Leave()
	t.tty.Restore(screen.Reset)
	defer t.back()
	return t.tty.Run(exec.Command(words[0], words[1:]...))
}

// withFile calls do with a file of this content that only we can read.
func withFile(content []byte, do func(name string) error) error {
	dir, err := os.MkdirTemp("", "wspipe")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	name := dir + string(os.PathSeparator) + "message.txt"
	if err := os.WriteFile(name, content, 0o600); err != nil {
		return err
	}
	return do(name)
}

// editElsewhere lets the user edit the line in another program.
func (t *Terminal) editElsewhere() {
	t.mu.Lock()
	text := t.editor.Text()
	t.mu.Unlock()
	err := withFile([]byte(text), func(name string) error {
		if err := t.program([]string{"VISUAL", "EDITOR"}, "vi", name); err != nil {
			return err
		}
		edited, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		t.mu.Lock()
		defer t.mu.Unlock()
		t.editor.Set(string(bytes.TrimSuffix(edited, []byte{'\n'})))
		return nil
	})
	if err != nil {
		t.Notice(Failure, "the line is as it was: "+err.Error())
	}
}

// last shows a whole message, in a pager if it is higher than the terminal.
func (t *Terminal) last(number string) error {
	m, err := t.message(number)
	if err != nil {
		return err
	}
	t.mu.Lock()
	o := t.options()
	t.mu.Unlock()
	whole := view.Message{Mark: "<", Style: view.Receive, Type: m.kind, Data: m.data, Size: int64(len(m.data))}
	high := o
	o.Height = unlimited
	rows := o.Message(whole)
	if bytes.Count(rows, []byte{'\n'}) < high.Height {
		t.screen.PrintNow(rows)
		return nil
	}
	o.Color = false
	return withFile(o.Whole(whole), func(name string) error {
		return t.program([]string{"PAGER"}, "less", name)
	})
}

const unlimited = 1 << 30
