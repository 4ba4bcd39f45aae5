// Package fault confines a panic to where it happened: a goroutine that handles what others sent is
// started guarded, and a panic becomes an error.
package fault

import (
	"fmt"
	"reflect"
	"runtime/debug"
	"strings"
)

// Error is a panic.
type Error struct {
	Value any // the value of the panic
	Stack []byte
}

func (e *Error) Error() string { return Describe(e.Value, e.Stack) }

// Guard calls do, and turns a panic into an *Error.
func Guard(do func() error) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = &Error{value, debug.Stack()}
		}
	}()
	return do()
}

// Describe returns one line that says what happened, and in which of this program's functions.
func Describe(value any, stack []byte) string {
	text := fmt.Sprint(value)
	if place := place(string(stack)); place != "" {
		text += " in " + place
	}
	return text
}

// place finds our first function after the last panic of a stack as runtime/debug writes it: a line
// for the function, and an indented one for the place.
func place(stack string) string {
	if i := strings.LastIndex(stack, "\npanic("); i >= 0 {
		stack = stack[i+1:]
	}
	lines, ours := strings.Split(stack, "\n"), module()
	for i, line := range lines[:len(lines)-1] {
		if arguments := strings.LastIndex(line, "("); arguments >= 0 && strings.HasPrefix(line, ours) {
			return line[:arguments] + lineNumber(lines[i+1])
		}
	}
	return ""
}

// module returns the prefix of this program's function names.
func module() string {
	return strings.TrimSuffix(reflect.TypeFor[Error]().PkgPath(), "commands/fault")
}

// lineNumber returns ":12" from " /some/file.go:12 +0x1d".
func lineNumber(at string) string {
	at, _, _ = strings.Cut(at, " +")
	return at[max(0, strings.LastIndex(at, ":")):]
}
