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

// What the scripts can say about programs that wspipe runs:
//
//	gone FILE    the processes whose numbers are in FILE run no more

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

// awaitGone gives the system time to wait for who has nobody else to do so.
func awaitGone(id int) error {
	for deadline := time.Now().Add(commandTimeout); !gone(id); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			return fmt.Errorf("process %d is still there", id)
		}
	}
	return nil
}

// gone is also true of one that only waits to be waited for, where that shows.
func gone(id int) bool {
	stat, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", id))
	return errors.Is(syscall.Kill(id, 0), syscall.ESRCH) || bytes.Contains(stat, []byte(") Z "))
}
