//go:build unix

package interop

import (
	"fmt"
	"io"
	"strings"
	"testing"
)

// A tally holds the results of the cases, one row per peer and way.
type tally struct {
	rows  []string
	cells map[string][]string
}

func (ta *tally) add(t *testing.T, p peer, w way, test string) {
	row := fmt.Sprintf("%s, %s", p.name, w)
	if ta.cells == nil {
		ta.cells = map[string][]string{}
	}
	if len(ta.cells[row]) == 0 {
		ta.rows = append(ta.rows, row)
	}
	ta.cells[row] = append(ta.cells[row], outcome(t, p, w, test))
}

func outcome(t *testing.T, p peer, w way, test string) string {
	but := ""
	switch {
	case strings.HasSuffix(test, " close") && len(p.unknown) > 0:
		but = fmt.Sprint(" but for ", strings.Trim(fmt.Sprint(p.unknown), "[]"))
	case test == "compression" && w == theirServer && len(p.breaks) > 0:
		but = fmt.Sprint(", refused: ", strings.Join(p.breaks, ", "))
	}
	switch {
	case t.Failed():
		return "FAILED"
	case t.Skipped():
		return "–"
	}
	return "yes" + but
}

func (ta *tally) print(w io.Writer) {
	var head []string
	for _, c := range cases {
		head = append(head, c.name)
	}
	fmt.Fprintf(w, "| | %s |\n|---|%s\n", strings.Join(head, " | "), strings.Repeat("---|", len(head)))
	for _, row := range ta.rows {
		fmt.Fprintf(w, "| %s | %s |\n", row, strings.Join(ta.cells[row], " | "))
	}
}
