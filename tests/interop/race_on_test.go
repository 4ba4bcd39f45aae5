//go:build unix && race

package interop

// raceEnabled: the program is built with the race detector when its tests are.
const raceEnabled = true
