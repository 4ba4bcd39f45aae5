// Package keys turns the bytes that a terminal sends into key presses.
package keys

// Key is one key, a run of typed text, or a paste. Keys can be compared.
type Key struct {
	Code rune   // a printable character for a key pressed with Ctrl or Alt; otherwise one of the codes below
	Mod  Mod    // modifiers held down
	Text string // for Typed and Pasted
}

// Mod is a set of modifiers. Shift is only reported if it changes the key.
type Mod uint8

// The modifiers.
const (
	Shift Mod = 1 << iota
	Alt
	Ctrl
)

// Codes of keys that aren't characters. They are negative to differ from all characters.
const (
	Typed  rune = -1 - iota // Text, as received; may be invalid UTF-8
	Pasted                  // Text, without escape characters
	Enter
	Tab
	Backspace
	Delete
	Escape
	Up
	Down
	Left
	Right
	Home
	End
	PageUp
	PageDown
	Unknown // a key without meaning here
)

// Control returns the key for a character with Ctrl.
func Control(c rune) Key { return Key{Code: c, Mod: Ctrl} }

// Meta returns the key for a code with Alt.
func Meta(c rune) Key { return Key{Code: c, Mod: Alt} }

// Plain returns the key for a code without modifiers.
func Plain(code rune) Key { return Key{Code: code} }
