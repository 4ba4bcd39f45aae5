// Package guess suggests what a person may have meant by a misspelt word.
package guess

// Nearest returns the word that somebody may have meant, or "": the nearest of those that differ by
// one or two letters added, left out, changed or swapped. For a short word, only one letter may
// differ.
func Nearest(written string, words []string) string {
	best, guess := 3, ""
	if len(written) < 5 {
		best = 2
	}
	if len(written) < 2 {
		return ""
	}
	for _, word := range words {
		if d := distance(written, word); d < best {
			best, guess = d, word
		}
	}
	return guess
}

// distance counts the changes (optimal string alignment).
func distance(a, b string) int {
	before, last := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row := make([]int, len(b)+1)
		row[0] = i + 1
		for j := range len(b) {
			change := 1
			if a[i] == b[j] {
				change = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+change)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}
