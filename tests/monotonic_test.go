package tests

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Nothing that lasts is measured by the time of day, which somebody may set: a time that has become a number has lost
// Go's monotonic clock. scripts/clock shows that the rest holds.
func TestDurationsAreMonotonic(t *testing.T) {
	numbered := regexp.MustCompile(`time\.(Since|Until)\(time\.Unix|time\.Now\(\)\.(Unix|Round|Truncate|In\()|\.Round\(0\)`)
	named := map[string]string{
		"commands/keys/selfsigned.go": "SerialNumber:", // any number will do
	}
	for _, file := range programFiles(t) {
		allowed, known := named[filepath.ToSlash(file)]
		for _, line := range strings.Split(string(source(t, file)), "\n") {
			if numbered.MatchString(line) && (!known || !strings.Contains(line, allowed)) {
				t.Errorf("%s: %s", file, strings.TrimSpace(line))
			}
		}
	}
}
