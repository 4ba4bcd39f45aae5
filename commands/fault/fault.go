// Package fault keeps a panic to where it happened: whoever starts a goroutine
// that works on what others sent starts it guarded, and gets an error.
package fault

import (
	"fmt"
	"reflect"
	"runtime/debug"
	"strings"
)

// Error is a panic.
type Error struct {
	Value any // that was panicked with
	Stack []byte
}

func (e *Error) Error() string { return Describe(e.Value, e.Stack) }

// Guard calls do, and makes an *Error of a panic.
func Guard(do func() error) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = &Error{value, debug.Stack()}
		}
	}()
	return do()
}

// Describe says in one line what happened, and in which function of this program.
func Describe(value any, stack []byte) string {
	text := fmt.Sprint(value)
	if place := place(string(stack)); place != "" {
		text += " in " + place
	}
	return text
}

// place finds the first function of ours behind the last panic of a stack as
// runtime/debug writes it: a line for the function, and an indented one for where.
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

// module is how the names of this program's functions begin.
func module() string {
	return strings.TrimSuffix(reflect.TypeFor[Error]().PkgPath(), "commands/fault")
}

// lineNumber is ":12" of "	/some/file.go:12 +0x1d".
func lineNumber(at string) string {
	at, _, _ = strings.Cut(at, " +")
	return at[max(0, strings.LastIndex(at, ":")):]
}
