package client_test

import (
	"testing"

	"wspipe/tests/leaks"
)

// TestMain fails when a test leaves a goroutine behind: a program that dials
// often would run out of memory.
func TestMain(m *testing.M) { leaks.Main(m) }
