//go:build unix && !race

package crossings

const raceEnabled = false
