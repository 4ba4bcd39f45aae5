package terminal

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"unicode/utf8"

	"wspipe/codec"
	"wspipe/commands/matcher"
	"wspipe/commands/terminal/slash"
	"wspipe/commands/terminal/view"
)

// call runs a slash command.
func (t *Terminal) call(name, argument string) {
	if _, known := slash.Find(name); !known {
		t.Notice(Happened, "there is no command /"+name+" (/help lists them; //"+name+" sends it as text)")
		return
	}
	if ask, ok := t.asks(name, argument); ok {
		if !t.ask(ask) {
			t.busy(name)
		}
		return
	}
	if err := t.does(name, argument); err != nil {
		t.Notice(Failure, fmt.Sprintf("/%s: %v", name, err))
	}
}

func usage(what string) error { return fmt.Errorf("say %s", what) }

// does runs the commands that don't involve the session.
func (t *Terminal) does(name, argument string) error {
	switch name {
	case "help":
		t.lines(slash.Help())
	case "quit":
		t.leave()
	case "close":
		return t.close(argument)
	case "connect":
		t.connect(argument)
	case "record":
		return t.record(argument)
	case "verbose":
		return t.verbose(argument)
	case "send", "send-binary":
		return t.sendFile(name, argument)
	case "hex", "base64", "text":
		return t.sendWritten(name, argument)
	case "last":
		return t.last(argument)
	case "save":
		return t.save(argument)
	case "history":
		t.history(argument)
	default:
		return t.shows(name, argument)
	}
	return nil
}

func (t *Terminal) lines(lines []string) {
	for _, line := range lines {
		t.Notice(Happened, line)
	}
}

func (t *Terminal) sendFile(name, file string) error {
	if file == "" {
		return usage("the file's name")
	}
	info, err := os.Stat(file)
	switch {
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is not a file", file)
	case info.Size() > codec.DefaultMaxMessageSize:
		return &codec.LimitError{Limit: codec.DefaultMaxMessageSize}
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	kind := codec.Binary
	if name == "send" {
		if kind = codec.Text; !utf8.Valid(data) {
			return fmt.Errorf("%s isn't UTF-8, as text must be (/send-binary sends any bytes)", file)
		}
	}
	t.give(kind, data)
	t.Notice(Happened, fmt.Sprintf("sent %d bytes of %s", len(data), file))
	return nil
}

// sendWritten sends a message typed in some notation.
func (t *Terminal) sendWritten(name, argument string) error {
	switch name {
	case "text":
		var text string
		if err := json.Unmarshal([]byte(argument), &text); err != nil {
			return usage(`a string of JSON, as "one\ntwo"`)
		}
		t.give(codec.Text, []byte(text))
		return nil
	case "hex":
		return t.sendDecoded(codec.Hex, argument)
	}
	return t.sendDecoded(codec.Base64, argument)
}

func (t *Terminal) sendDecoded(f codec.Format, argument string) error {
	part, err := codec.Decode(f, codec.Binary, []byte(argument))
	if err == nil {
		t.give(codec.Binary, part.Data)
	}
	return err
}

// shows runs the commands that change how messages are shown.
func (t *Terminal) shows(name, argument string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch name {
	case "pretty":
		which, ok := map[string]view.Pretty{"auto": view.Auto, "always": view.Always, "never": view.Never}[argument]
		if !ok {
			return usage("auto, always or never")
		}
		t.look.pretty = which
	case "time":
		if argument != "on" && argument != "off" {
			return usage("on or off")
		}
		t.look.time = argument == "on"
	case "only", "hide":
		if argument == "" {
			return usage("which messages: text, /REGEX/, json: VALUE, jq: FILTER, …")
		}
		m, err := matcher.Parse(argument)
		if err != nil {
			return err
		}
		if name == "only" {
			t.look.only = m
		} else {
			t.look.hide = m
		}
	case "show":
		said := t.look.said()
		t.look.only, t.look.hide = nil, nil
		if said != "" {
			t.screen.PrintNow(t.options().Notice("*", view.Dim, said))
		}
	}
	return nil
}

const mostHistory = 50 // lines

func (t *Terminal) history(word string) {
	var found []string
	for _, text := range t.o.History.Past() {
		if strings.Contains(text, word) {
			found = append(found, text)
		}
	}
	t.lines(found[max(0, len(found)-mostHistory):])
}

// message returns the N-th last message.
func (t *Terminal) message(number string) (heldMessage, error) {
	n := 1
	if number != "" {
		var err error
		if n, err = strconv.Atoi(number); err != nil || n < 1 {
			return heldMessage{}, usage("which: 1 is the last message")
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	m, ok := t.held.last(n)
	if !ok {
		return m, fmt.Errorf("there is no such message: %d are held", len(t.held.messages))
	}
	return m, nil
}

func (t *Terminal) save(file string) error {
	if file == "" {
		return usage("the file's name")
	}
	m, err := t.message("")
	if err != nil {
		return err
	}
	if err := os.WriteFile(file, m.data, 0o600); err != nil {
		return err
	}
	t.Notice(Happened, fmt.Sprintf("saved %d bytes in %s", len(m.data), file))
	return nil
}
