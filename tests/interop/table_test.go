//go:build unix

package interop

import (
	"fmt"
	"io"
	"strings"
	"testing"
)

// A tally is what came out of the cases, a row for each peer and way.
type tally struct {
	rows  []string
	cells map[string][]string
}

func (ta *tally) add(t *testing.T, peer string, w way) {
	row := fmt.Sprintf("%s, %s", peer, w)
	if ta.cells == nil {
		ta.cells = map[string][]string{}
	}
	if len(ta.cells[row]) == 0 {
		ta.rows = append(ta.rows, row)
	}
	ta.cells[row] = append(ta.cells[row], outcome(t))
}

func outcome(t *testing.T) string {
	switch {
	case t.Failed():
		return "FAILED"
	case t.Skipped():
		return "–"
	}
	return "yes"
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
