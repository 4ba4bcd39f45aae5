package commands

import (
	"testing"

	"wspipe/tests/leaks"
)

// TestMain fails if a command leaks a goroutine.
func TestMain(m *testing.M) { leaks.Main(m) }
