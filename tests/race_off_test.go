//go:build unix && !race

package tests

const raceEnabled = false
