package flags

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// parseSize parses a number of bytes, with the suffix k, M or G for powers of 1024, as in curl.
func parseSize(text string) (int64, error) {
	number, unit := text, int64(1)
	for i, letter := range []string{"k", "m", "g"} {
		if cut, ok := strings.CutSuffix(strings.ToLower(text), letter); ok {
			number, unit = cut, 1<<(10*(i+1))
		}
	}
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n < 1 || n > math.MaxInt64/unit {
		return 0, fmt.Errorf("not a size in bytes, such as 65536, 64k or 100M")
	}
	return n * unit, nil
}
