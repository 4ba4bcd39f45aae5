// Package keys turns the bytes that a terminal sends into the keys that somebody pressed.
package keys

// Key is one key, a run of typed text, or a paste. Keys can be compared.
type Key struct {
	Code rune   // a printable character for a key pressed with Ctrl or Alt; else one of the codes below
	Mod  Mod    // what was held down
	Text string // of Typed and Pasted
}

// Mod is a set of modifiers. Shift is only told of where it changes the key.
type Mod uint8

// The modifiers.
const (
	Shift Mod = 1 << iota
	Alt
	Ctrl
)

// The codes of what isn't a character. Below zero, so that no character is taken for one.
const (
	Typed  rune = -1 - iota // Text, as it came; invalid UTF-8 is left in it
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
	Unknown // a key that means nothing here
)

// Control is the key with this character and Ctrl.
func Control(c rune) Key { return Key{Code: c, Mod: Ctrl} }

// Meta is the key with this code and Alt.
func Meta(c rune) Key { return Key{Code: c, Mod: Alt} }

// Plain is the key with this code and no modifier.
func Plain(code rune) Key { return Key{Code: code} }
