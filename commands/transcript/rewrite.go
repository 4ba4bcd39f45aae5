package transcript

import (
	"strings"
)

// Rewrite replaces the matchers of < lines, keyed by line number, and leaves everything else as it
// is.
func Rewrite(text []byte, matchers map[int]string) []byte {
	lines := strings.SplitAfter(string(text), "\n")
	for number, notation := range matchers {
		line := lines[number-1]
		content := strings.TrimRight(line, blanks+"\r\n")
		mark := strings.Index(content, "<")
		begin := mark + 1 + len(content[mark+1:]) - len(strings.TrimLeft(content[mark+1:], blanks))
		lines[number-1] = content[:begin] + Escape(notation) + line[len(content):]
	}
	return []byte(strings.Join(lines, ""))
}
