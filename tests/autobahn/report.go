package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"
)

// result is what the server says about one case: what was received, and how the connection was closed.
type result struct {
	Behavior      string `json:"behavior"`
	BehaviorClose string `json:"behaviorClose"`
}

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

// judge prints the cases that aren't OK and a summary, and reports whether all of want cases are.
func judge(w io.Writer, tested string, results map[string]result, want int) bool {
	passed, unimplemented, failed := 0, 0, want-len(results)
	if failed > 0 {
		fmt.Fprintf(w, "%d cases are not in the report\n", failed)
	}
	for _, id := range sortedIDs(results) {
		switch r := results[id]; {
		case fine(r.Behavior) && fine(r.BehaviorClose):
			passed++
		case r.Behavior == "UNIMPLEMENTED" && mayBeUnimplemented(id):
			unimplemented++
		default:
			failed++
			fmt.Fprintf(w, "%s: %s, close: %s\n", id, r.Behavior, r.BehaviorClose)
		}
	}
	fmt.Fprintf(w, "autobahn, %s: %d passed, %d failed", tested, passed, failed)
	if unimplemented > 0 {
		fmt.Fprintf(w, ", %d unimplemented", unimplemented)
	}
	fmt.Fprintln(w)
	return failed == 0 && passed > 0
}

func fine(behavior string) bool { return behavior == "OK" || behavior == "INFORMATIONAL" }

// mayBeUnimplemented names the cases that need a compression window smaller than the library's, an offer it declines.
func mayBeUnimplemented(id string) bool {
	for _, group := range []string{"13.3.", "13.4.", "13.5.", "13.6."} {
		if strings.HasPrefix(id, group) {
			return true
		}
	}
	return false
}

// sortedIDs puts 2.1 before 10.1.
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
