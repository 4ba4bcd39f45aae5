//go:build unix && race

package tests

// raceEnabled means that the program is built with the race detector, as the tests are.
const raceEnabled = true
