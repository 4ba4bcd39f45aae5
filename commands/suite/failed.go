package suite

import (
	"fmt"

	"wspipe/commands/status"
)

// checkError reports that conversations failed, out of those that check was to run.
type checkError struct{ failed, notRun, of, status int }

func (e *checkError) Error() string {
	failed := fmt.Sprintf("%d of %s failed", e.failed, status.Plural(e.of, "conversation"))
	if e.notRun > 0 {
		return fmt.Sprintf("%s, %d not run", failed, e.notRun)
	}
	return failed
}

// Status returns the exit status of the run.
func (e *checkError) Status() int { return e.status }
