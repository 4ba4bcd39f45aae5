package status

import (
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"wspipe/client"
	"wspipe/commands/fault"
)

func TestExitStatus(t *testing.T) {
	for want, errs := range map[int][]error{
		0:   {nil},
		1:   {&UnmetError{}},
		2:   {Usagef("x"), &QuietError{Usagef("x")}},
		3:   {&client.DialError{Err: io.EOF}, &ListenError{"x", io.EOF}, client.ErrClosedEarly},
		4:   {&client.HandshakeError{StatusCode: 403}},
		5:   {&client.CloseError{Code: 1008}},
		6:   {&client.TimeoutError{Op: "connect"}, &TimeoutError{}},
		7:   {&client.ProtocolError{Code: 1002}},
		8:   {Localf("x"), Localf("x: %w", &client.CloseError{Code: 1006})},
		70:  {errors.New("anything else"), &fault.Error{Value: "x"}, Localf("x: %w", &fault.Error{})},
		129: {&SignalError{syscall.SIGHUP}},
		130: {&SignalError{syscall.SIGINT}},
		131: {&SignalError{syscall.SIGQUIT}},
		143: {&SignalError{syscall.SIGTERM}},
	} {
		for _, err := range errs {
			if got := Of(err); got != want {
				t.Errorf("%#v: %d, want %d", err, got, want)
			}
			if err != nil {
				if got := Of(fmt.Errorf("wrapped: %w", err)); got != want {
					t.Errorf("wrapped %#v: %d, want %d", err, got, want)
				}
			}
		}
	}
}

// The README's table has every exit status, and no other.
func TestReadmeHasEveryStatus(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(readme), "\n## Exit status\n")
	table, _, _ = strings.Cut(table, "\n## ")
	var listed []string
	for _, row := range regexp.MustCompile(`(?m)^\| ([0-9N+, ]+) \|`).FindAllStringSubmatch(table, -1) {
		listed = append(listed, strings.Split(row[1], ", ")...)
	}
	var used []string
	for _, status := range []int{
		Done, Unmet, Usage, Connect, Handshake, Closed, Timeout, Protocol, Local, Fault,
		Signal + int(syscall.SIGHUP), Signal + int(syscall.SIGINT), Signal + int(syscall.SIGQUIT), Signal + int(syscall.SIGTERM),
	} {
		used = append(used, strconv.Itoa(status))
	}
	used = append(used, strconv.Itoa(Signal)+"+N")
	if !slices.Equal(listed, used) {
		t.Errorf("the README lists %q, exit.go has %q", listed, used)
	}
}

func TestExplainIsOnePrintableLine(t *testing.T) {
	evil := "a\nb\x1b[31m\u009b\xff\x7f"
	for _, err := range []error{
		&client.CloseError{Code: 4001, Reason: evil},
		&client.HandshakeError{StatusCode: 500, Body: []byte(evil), Header: map[string][]string{"Location": {evil}}},
		&client.HandshakeError{Problem: evil},
		&client.DialError{URL: "ws://h/", Err: errors.New(evil)},
		&client.ProtocolError{Problem: evil},
		Localf("%s", evil),
	} {
		if got := Explain(err); strings.ContainsAny(got, "\n\x1b\x7f\u009b") || !strings.Contains(got, "a b") {
			t.Errorf("%T: %q", err, got)
		}
	}
}
