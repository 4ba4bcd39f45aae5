//go:build unix && race

package faults

// raceEnabled reports whether the race detector is on; the program is then built with it, too.
const raceEnabled = true
