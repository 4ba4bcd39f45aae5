//go:build unix && race

package crossings

// raceEnabled: the program is built with the race detector when its tests are.
const raceEnabled = true
