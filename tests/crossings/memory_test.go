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

// mostMemory returns the most memory that a process had resident, in bytes, until just before it
// exited, or 0 if there is no /proc. The value of wait4 is useless here, since it begins with the
// large size of this process.
func mostMemory(pid int, exited <-chan struct{}) (most int64) {
	for {
		status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		if found := highWater.FindSubmatch(status); found != nil {
			kib, _ := strconv.ParseInt(string(found[1]), 10, 64)
			most = max(most, kib<<10)
		}
		select {
		case <-time.After(10 * time.Millisecond): // the sampling interval
		case <-exited:
			return most
		}
	}
}
