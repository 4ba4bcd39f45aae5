package commands

import (
	"testing"

	"wspipe/tests/leaks"
)

// TestMain fails when a command leaves a goroutine behind.
func TestMain(m *testing.M) { leaks.Main(m) }
