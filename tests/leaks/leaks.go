// Package leaks fails tests that leave goroutines behind.
package leaks

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

// patience is how long goroutines may take to end after the last test.
const patience = 5 * time.Second

// Main is to be called by TestMain: it runs the tests, and fails if goroutines of wspipe are left.
func Main(m *testing.M) {
	status := m.Run()
	if left := goroutines(); left != "" && status == 0 {
		fmt.Println("goroutines left behind:\n" + left)
		status = 1
	}
	os.Exit(status)
}

// goroutines returns goroutines that are still there when patience runs out.
func goroutines() string {
	for deadline := time.Now().Add(patience); ; runtime.Gosched() {
		stacks := make([]byte, 1<<20)
		var left []string
		for _, g := range strings.Split(string(stacks[:runtime.Stack(stacks, true)]), "\n\n") {
			if strings.Contains(g, "wspipe/") && !strings.Contains(g, "TestMain") {
				left = append(left, g)
			}
		}
		if len(left) == 0 || time.Now().After(deadline) {
			return strings.Join(left, "\n\n")
		}
	}
}
