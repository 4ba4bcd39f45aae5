package matcher

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"wspipe/commands/status"
)

// contains returns where got doesn't contain want, or nil: objects may have more members, arrays
// must be of equal length, and numbers are compared by value. The path it returns is relative.
func contains(got, want any) *Mismatch {
	switch want := want.(type) {
	case anyValue:
		return nil
	case map[string]any:
		if got, ok := got.(map[string]any); ok {
			return containsMembers(got, want)
		}
	case []any:
		if got, ok := got.([]any); ok {
			return containsElements(got, want)
		}
	case json.Number:
		if got, ok := got.(json.Number); ok && sameNumber(string(got), string(want)) {
			return nil
		}
	default: // strings, true, false, null
		if got == want {
			return nil
		}
	}
	return &Mismatch{Expected: brief(want), Got: brief(got)}
}

func containsMembers(got, want map[string]any) *Mismatch {
	for _, name := range slices.Sorted(maps.Keys(want)) {
		value, ok := got[name]
		if !ok {
			return &Mismatch{Path: member(name), Expected: brief(want[name]), Got: "nothing"}
		}
		if m := contains(value, want[name]); m != nil {
			return m.under(member(name))
		}
	}
	return nil
}

func containsElements(got, want []any) *Mismatch {
	for i := range min(len(got), len(want)) {
		if m := contains(got[i], want[i]); m != nil {
			return m.under(fmt.Sprintf("[%d]", i))
		}
	}
	if len(got) != len(want) {
		return &Mismatch{Expected: elements(len(want)), Got: elements(len(got))}
	}
	return nil
}

// under prepends a step to the path.
func (m *Mismatch) under(step string) *Mismatch {
	m.Path = step + m.Path
	return m
}

// rooted turns relative steps into a path as jq writes it.
func rooted(steps string) string {
	if strings.HasPrefix(steps, ".") {
		return steps
	}
	return "." + steps
}

// member returns the step to a member of an object.
func member(name string) string {
	for i, r := range name {
		letter := r == '_' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return "[" + quote(name) + "]"
		}
	}
	return "." + name
}

func elements(n int) string {
	if n == 1 {
		return "1 element"
	}
	return fmt.Sprintf("%d elements", n)
}

// briefBytes is how much of a value a difference shows.
const briefBytes = 100

func brief(value any) string {
	text := JSON(value)
	if len(text) <= briefBytes {
		return text
	}
	return status.Head(text, briefBytes) + "…"
}
