package client_test

import (
	"testing"

	"wspipe/tests/leaks"
)

// TestMain fails if a test leaves a goroutine behind: programs that dial often would
// run out of memory.
func TestMain(m *testing.M) { leaks.Main(m) }
