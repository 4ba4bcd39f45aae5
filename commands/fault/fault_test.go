package fault

import (
	"errors"
	"regexp"
	"testing"
)

func TestGuard(t *testing.T) {
	var none []int
	err := Guard(func() error { return errors.New(string(rune(none[3]))) })
	var fault *Error
	if !errors.As(err, &fault) {
		t.Fatal(err)
	}
	want := `^runtime error: index out of range \[3\] with length 0 in wspipe/commands/fault\.TestGuard\.func1:\d+$`
	if !regexp.MustCompile(want).MatchString(err.Error()) {
		t.Error(err)
	}
	plain := errors.New("plain")
	if err := Guard(func() error { return plain }); !errors.Is(err, plain) {
		t.Error(err)
	}
	if err := Guard(func() error { return nil }); err != nil {
		t.Error(err)
	}
}

func TestDescribeWithoutAStack(t *testing.T) {
	for _, stack := range []string{"", "goroutine 1 [running]:", module() + "x", module() + "x\n\n", module() + "x(\n"} {
		if got := Describe("oh", []byte(stack)); got != "oh" && got != "oh in "+module()+"x" {
			t.Errorf("%q: %q", stack, got)
		}
	}
}
