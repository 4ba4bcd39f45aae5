package results

import (
	"bytes"
	"fmt"
	"strings"
)

// github returns a workflow command for each failure. It escapes what would end a command or its
// properties, as GitHub's own toolkit does.
func github(results []Result) []byte {
	var b bytes.Buffer
	for _, r := range results {
		if r.Failure == nil {
			continue
		}
		var lines []string
		if r.Failure.Step != "" {
			lines = append(lines, shown(r.Failure.Step))
		}
		lines = append(lines, r.explanation()...)
		fmt.Fprintf(&b, "::error file=%s,line=%d,title=%s::%s\n", property(r.file()), r.line(), property("wspipe check: "+r.Failure.kind()), commandData(strings.Join(lines, "\n")))
	}
	return b.Bytes()
}

func commandData(text string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(text)
}

func property(text string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(commandData(oneLine(text)))
}
