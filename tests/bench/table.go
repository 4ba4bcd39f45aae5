//go:build linux

package main

import (
	"fmt"
	"os/exec"
	"strings"
)

func printHead(peers map[string]string) {
	cells := []string{"work"}
	for _, column := range columns {
		cells = append(cells, strings.TrimSpace(column+" "+version(peers[column])))
	}
	printCells(append(cells, "ratios", "must"))
	printCells(strings.Split("---"+strings.Repeat(" ---:", len(columns))+" --- ---", " "))
}

// printText prints a row for people.
func printText(w work, all map[string]*outcomes) {
	fmt.Printf("%s, %s\n", w.name, w.unit)
	var values []string
	for _, column := range columns {
		if value := cell(all[column]); value != "" {
			values = append(values, column+" "+value)
		}
	}
	for _, part := range []struct{ name, text string }{
		{"", strings.Join(values, ", ")}, {"ratios: ", strings.Join(ratios(all), ", ")}, {"must: ", demand(w, all)},
	} {
		if part.text != "" {
			fmt.Println("  " + part.name + part.text)
		}
	}
}

func printRow(w work, all map[string]*outcomes) {
	cells := []string{w.name + ", " + w.unit}
	for _, column := range columns {
		cells = append(cells, cell(all[column]))
	}
	printCells(append(cells, strings.Join(ratios(all), ", "), demand(w, all)))
}

func printCells(cells []string) { fmt.Println("| " + strings.Join(cells, " | ") + " |") }

// ratios returns wspipe's value divided by each of the others.
func ratios(all map[string]*outcomes) []string {
	var texts []string
	for _, other := range columns[1:] {
		if r, ok := ratio(all, other); ok {
			texts = append(texts, fmt.Sprintf("%.2f %s", r, other))
		}
	}
	return texts
}

func cell(o *outcomes) string {
	switch {
	case o == nil:
		return ""
	case o.err != nil:
		return "failed"
	default:
		return number(o.median())
	}
}

// number formats three significant digits, without an exponent.
func number(v float64) string {
	if v >= 100 {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.3g", v)
}

// ratio returns the ratio of wspipe's value to another's, if both have one. It is the median over runs measured in
// succession, so that disturbances by the machine affect both alike.
func ratio(all map[string]*outcomes, other string) (float64, bool) {
	ours, theirs := all[wspipe], all[other]
	if ours == nil || ours.err != nil || theirs == nil || theirs.err != nil {
		return 0, false
	}
	var paired outcomes
	for i, value := range ours.values {
		paired.values = append(paired.values, value/theirs.values[i])
	}
	return paired.median(), true
}

// demand returns the bounds of a row, and whether they were reached; empty if it has none.
func demand(w work, all map[string]*outcomes) string {
	sign := "≥"
	if w.smaller {
		sign = "≤"
	}
	var texts []string
	for _, m := range w.musts {
		texts = append(texts, strings.TrimSpace(fmt.Sprintf("%s %g %s", sign, m.bound, m.against)))
	}
	if len(texts) == 0 {
		return ""
	}
	return strings.Join(texts, ", ") + " (" + reached(w, all) + ")"
}

func reached(w work, all map[string]*outcomes) string {
	for _, m := range w.musts {
		value, ok := ratio(all, m.against)
		if m.against == "" {
			if ok = all[wspipe].err == nil; ok {
				value = all[wspipe].median()
			}
		}
		switch {
		case !ok:
			return "unknown"
		case w.smaller && value > m.bound, !w.smaller && value < m.bound:
			return "not reached"
		}
	}
	return "reached"
}

// version returns the last word of a peer's version output.
func version(path string) string {
	if path == "" {
		return ""
	}
	out, err := exec.Command(path, "--version").Output()
	words := strings.Fields(string(out))
	if err != nil || len(words) == 0 {
		return ""
	}
	return words[len(words)-1]
}
