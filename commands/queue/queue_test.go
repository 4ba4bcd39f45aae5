package queue

import (
	"slices"
	"testing"
)

// What is added is done once, in order, even if it is more than fits into the queue.
func TestQueue(t *testing.T) {
	q := New()
	var did []int
	done := make(chan struct{})
	const n = 3 * limit
	for i := range n {
		q.Add(func() {
			if did = append(did, i); i == n-1 {
				close(done)
			}
		})
	}
	<-done
	if len(did) != n || !slices.IsSorted(did) {
		t.Errorf("%d things were done, in order %v", len(did), slices.IsSorted(did))
	}
}
