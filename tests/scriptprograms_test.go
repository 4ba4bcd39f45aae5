//go:build unix

package tests

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// The scripts' commands for programs that wspipe runs:
//
//	gone FILE    the processes whose numbers are in FILE no longer run

func cmdGone(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: gone FILE")
	}
	for _, word := range strings.Fields(ts.ReadFile(args[0])) {
		id, err := strconv.Atoi(word)
		ts.Check(err)
		ts.Check(awaitGone(id))
	}
}

// awaitGone gives init time to reap orphans.
func awaitGone(id int) error {
	for deadline := time.Now().Add(commandTimeout); !gone(id); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			return fmt.Errorf("process %d is still there", id)
		}
	}
	return nil
}

// gone also counts a zombie as gone, if the system shows that it is one.
func gone(id int) bool {
	stat, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", id))
	return errors.Is(syscall.Kill(id, 0), syscall.ESRCH) || bytes.Contains(stat, []byte(") Z "))
}
