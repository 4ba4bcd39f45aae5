// Package editor edits a line: keys go in, and text comes out. It knows nothing about terminals: keys are read, and the
// line is shown, elsewhere.
package editor

import (
	"strings"

	"wspipe/commands/terminal/keys"
)

// Editor is a line being typed. It is not safe for concurrent use.
type Editor struct {
	line
	// Past returns earlier lines to recall, the newest last. It is called whenever recalling or searching begins, and
	// its result must not be modified afterwards. If Past is nil, there are none.
	Past func() []string

	killed kill
	undone undo
	recall recall
	search search
	prefix rune // the previous key if it waits for another: 'v', 'x', or 0
	pasted bool // the text has several lines that were pasted
}

// Action is what a key asks for, beyond editing the line.
type Action uint8

// The actions.
const (
	None        Action = iota // the line may have changed
	Submit                    // send the line
	SubmitLines               // send each of its lines
	Drop                      // give the line up
	Interrupt                 // leave (Ctrl-C)
	End                       // leave (Ctrl-D)
	Suspend                   // Ctrl-Z
	Quit                      // Ctrl-\
	Redraw                    // Ctrl-L
	Elsewhere                 // edit the line in another program
	Complete                  // Tab
)

// Text returns the line.
func (e *Editor) Text() string { return e.text }

// Cursor returns the byte offset of the cursor in the text.
func (e *Editor) Cursor() int { return e.at }

// Pasted reports whether the line has several rows because it was pasted.
func (e *Editor) Pasted() bool { return e.pasted && strings.Contains(e.text, "\n") }

// Waiting returns the first key of an incomplete two-key command: "^V" or "^X".
func (e *Editor) Waiting() string {
	if e.prefix == 0 {
		return ""
	}
	return "^" + strings.ToUpper(string(e.prefix))
}

// Take returns the line and starts an empty one.
func (e *Editor) Take() string {
	text := e.text
	e.Set("")
	e.undone = undo{}
	return text
}

// Set replaces the line, with the cursor at its end. It can be undone.
func (e *Editor) Set(text string) { e.Replace(0, len(e.text), text) }

// Replace replaces a part of the line, with the cursor after it.
func (e *Editor) Replace(from, to int, text string) {
	e.keep(false)
	e.calm()
	e.cut(from, to)
	e.insert(text)
	e.pasted = e.pasted && e.text != ""
}

// calm ends what the next key would continue.
func (e *Editor) calm() {
	e.recall, e.search, e.prefix = recall{}, search{}, 0
	e.killed.growing, e.killed.yanked = false, 0
}

// Press handles a key.
func (e *Editor) Press(k keys.Key) Action {
	if e.search.active && e.searching(k) {
		return None
	}
	switch prefix := e.prefix; prefix {
	case 'v':
		e.prefix = 0
		e.quote(k)
		return None
	case 'x':
		e.prefix = 0
		return e.second(k)
	}
	return e.press(k)
}

func (e *Editor) press(k keys.Key) Action {
	if k.Code != keys.Up && k.Code != keys.Down && k != keys.Control('p') && k != keys.Control('n') {
		e.recall = recall{}
	}
	if !kills(k) {
		e.killed.growing = false
	}
	if k != keys.Meta('y') {
		e.killed.yanked = 0
	}
	switch {
	case k.Code == keys.Typed:
		e.typed(k.Text)
	case k.Code == keys.Pasted:
		e.paste(k.Text)
	case e.moved(k), e.edited(k):
	default:
		return e.asked(k)
	}
	return None
}

func (e *Editor) typed(text string) {
	e.keep(true)
	e.insert(text)
}

// paste inserts a text with its line endings turned into newlines, and without the last one.
func (e *Editor) paste(text string) {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.TrimSuffix(strings.ReplaceAll(text, "\r", "\n"), "\n")
	if text == "" {
		return
	}
	e.keep(false)
	e.insert(text)
	e.pasted = e.pasted || strings.Contains(text, "\n")
}

// quote inserts the character of a key (after Ctrl-V).
func (e *Editor) quote(k keys.Key) {
	switch {
	case k.Code == keys.Typed:
		e.typed(k.Text)
	case k.Code == keys.Pasted:
		e.paste(k.Text)
	case k.Code == keys.Enter:
		e.typed("\n")
	case k.Code == keys.Tab:
		e.typed("\t")
	case k.Code == keys.Escape:
		e.typed("\x1b")
	case k.Code == keys.Backspace:
		e.typed("\x7f")
	case k.Mod == keys.Ctrl && k.Code >= ' ':
		e.typed(string(k.Code & 0x1f))
	}
}

// second handles the key after Ctrl-X.
func (e *Editor) second(k keys.Key) Action {
	switch k {
	case keys.Control('e'):
		return Elsewhere
	case keys.Control('u'):
		e.revert()
	}
	return None
}

// asked handles keys that do something beyond editing the line.
func (e *Editor) asked(k keys.Key) Action {
	switch k {
	case keys.Plain(keys.Enter):
		return Submit
	case keys.Control('o'):
		return SubmitLines
	case keys.Plain(keys.Tab):
		return Complete
	case keys.Control('c'):
		return e.either(Interrupt, Drop)
	case keys.Control('d'):
		return e.either(End, None)
	case keys.Control('z'):
		return Suspend
	case keys.Control('\\'):
		return Quit
	case keys.Control('l'):
		return Redraw
	case keys.Control('r'), keys.Control('s'):
		e.searchFrom(k == keys.Control('s'))
	case keys.Control('v'), keys.Control('x'):
		e.prefix = k.Code
	}
	return None
}

func (e *Editor) either(empty, else_ Action) Action {
	if e.text == "" {
		return empty
	}
	return else_
}
