package commands

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

// TestMain fails when a command leaves a goroutine behind.
func TestMain(m *testing.M) {
	status := m.Run()
	if left := leftGoroutines(5 * time.Second); left != "" && status == 0 {
		fmt.Println("goroutines left behind:\n" + left)
		status = 1
	}
	os.Exit(status)
}

// leftGoroutines gives those that are about to end until patience runs out.
func leftGoroutines(patience time.Duration) string {
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
