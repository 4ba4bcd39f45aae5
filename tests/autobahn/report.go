package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"sort"
	"strings"
)

// result is the suite's report on one case: its behaviour, and how the connection was closed.
type result struct {
	Behavior      string `json:"behavior"`
	BehaviorClose string `json:"behaviorClose"`
}

// overtaken are the cases in which a frame that breaks the protocol immediately follows a message. They are strict if
// the message is echoed before the connection fails; through the program, whose output must first come back as its
// input, the failure is faster.
var overtaken = []string{"3.2", "3.3", "3.4", "4.1.3", "4.1.4", "4.1.5", "4.2.3", "4.2.4", "4.2.5", "5.15"}

func readReport(path string) (map[string]result, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var agents map[string]map[string]result
	if err := json.Unmarshal(data, &agents); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return agents[agent], nil
}

// judge prints the cases that aren't OK, and the number of each group that are. It reports whether all want cases are
// OK, except for those in allowed that aren't strict.
func judge(w io.Writer, tested string, results map[string]result, want int, allowed []string) bool {
	passed, failed := 0, want-len(results)
	if failed > 0 {
		fmt.Fprintf(w, "%d cases are not in the report\n", failed)
	}
	var groups groups
	for _, id := range sortedIDs(results) {
		r := results[id]
		fine := r.fine()
		groups.add(id, fine)
		if fine {
			passed++
			continue
		}
		fmt.Fprintf(w, "%s: %s, close: %s\n", id, r.Behavior, r.BehaviorClose)
		if r.Behavior != "NON-STRICT" || r.BehaviorClose != "OK" || !slices.Contains(allowed, id) {
			failed++
		}
	}
	groups.print(w, tested)
	fmt.Fprintf(w, "autobahn, %s: %d of %d OK, %d failed\n", tested, passed, want, failed)
	return failed == 0 && passed > 0
}

// fine counts cases that are only informational (three of them) as OK.
func (r result) fine() bool {
	return (r.Behavior == "OK" || r.Behavior == "INFORMATIONAL") && (r.BehaviorClose == "OK" || r.BehaviorClose == "INFORMATIONAL")
}

// groups counts cases by the first number of their names, in order.
type groups struct {
	names  []string
	counts [][2]int // OK, all
}

func (g *groups) add(id string, fine bool) {
	name, _, _ := strings.Cut(id, ".")
	if n := len(g.names); n == 0 || g.names[n-1] != name {
		g.names = append(g.names, name)
		g.counts = append(g.counts, [2]int{})
	}
	count := &g.counts[len(g.counts)-1]
	count[1]++
	if fine {
		count[0]++
	}
}

func (g *groups) print(w io.Writer, tested string) {
	fmt.Fprintf(w, "| %s |", tested)
	for i, count := range g.counts {
		fmt.Fprintf(w, " %s: %d/%d |", g.names[i], count[0], count[1])
	}
	fmt.Fprintln(w)
}

// sortedIDs sorts 2.1 before 10.1.
func sortedIDs(results map[string]result) []string {
	ids := make([]string, 0, len(results))
	for id := range results {
		ids = append(ids, id)
	}
	sort.Slice(ids, func(i, j int) bool { return padded(ids[i]) < padded(ids[j]) })
	return ids
}

func padded(id string) string {
	parts := strings.Split(id, ".")
	for i, part := range parts {
		parts[i] = fmt.Sprintf("%3s", part)
	}
	return strings.Join(parts, ".")
}
