//go:build unix

package crossings

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"time"
)

var highWater = regexp.MustCompile(`(?m)^VmHWM:\s+(\d+) kB$`)

// mostMemory is the most that a process had resident, in bytes, until just
// before it exited; 0 where there is no /proc. What wait4 tells won't do: it
// begins with what this process has, which is much.
func mostMemory(pid int, exited <-chan struct{}) (most int64) {
	for {
		status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		if found := highWater.FindSubmatch(status); found != nil {
			kib, _ := strconv.ParseInt(string(found[1]), 10, 64)
			most = max(most, kib<<10)
		}
		select {
		case <-time.After(10 * time.Millisecond): // how often it is looked at
		case <-exited:
			return most
		}
	}
}
