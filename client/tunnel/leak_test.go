package tunnel_test

import (
	"testing"

	"wspipe/tests/leaks"
)

// TestMain fails when a test leaves a goroutine behind.
func TestMain(m *testing.M) { leaks.Main(m) }
