package suite

import (
	"fmt"

	"wspipe/commands/status"
)

// checkError: conversations failed, of those that check ran.
type checkError struct{ failed, of, status int }

func (e *checkError) Error() string {
	return fmt.Sprintf("%d of %s failed", e.failed, status.Plural(e.of, "conversation"))
}

// Status is that of the worst of them.
func (e *checkError) Status() int { return e.status }
