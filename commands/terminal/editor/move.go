package editor

import "wspipe/commands/terminal/keys"

// moved handles keys that move the cursor, and returns false for others.
func (e *Editor) moved(k keys.Key) bool {
	switch k {
	case keys.Plain(keys.Left), keys.Control('b'):
		e.at = e.left()
	case keys.Plain(keys.Right), keys.Control('f'):
		e.at = e.right()
	case keys.Plain(keys.Home), keys.Control('a'):
		e.at = e.rowStart()
	case keys.Plain(keys.End), keys.Control('e'):
		e.at = e.rowEnd()
	case keys.Meta('b'), keys.Meta(keys.Left), keys.Control(keys.Left):
		e.at = e.wordLeft(inWord)
	case keys.Meta('f'), keys.Meta(keys.Right), keys.Control(keys.Right):
		e.at = e.wordRight()
	case keys.Meta('<'), keys.Control(keys.Home):
		e.at = 0
	case keys.Meta('>'), keys.Control(keys.End):
		e.at = len(e.text)
	case keys.Plain(keys.Up), keys.Control('p'):
		if !e.up() {
			e.older()
		}
	case keys.Plain(keys.Down), keys.Control('n'):
		if !e.down() {
			e.newer()
		}
	default:
		return false
	}
	return true
}
