//go:build unix && !race

package faults

const raceEnabled = false
