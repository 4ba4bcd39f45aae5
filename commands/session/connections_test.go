package session

import "testing"

func TestMayReconnect(t *testing.T) {
	again := map[int]bool{1001: true, 1006: true, 1011: true, 1012: true, 1013: true, 1014: true}
	for code := 1000; code < 5000; code++ {
		if got := mayReconnect(ending{opened: true, code: code}); got != again[code] {
			t.Errorf("%d: %v, want %v", code, got, again[code])
		}
	}
}
