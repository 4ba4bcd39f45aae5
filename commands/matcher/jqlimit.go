package matcher

import (
	"context"
	"fmt"
	"runtime"
	"time"
)

// A filter comes from a file and processes what a peer has sent: it may never end, and it may never
// stop growing.
const (
	filterTime   = 5 * time.Second
	filterMemory = 256 << 20 // growth of the heap after the first check, in bytes
	filterGlance = 10 * time.Millisecond
)

// bounds are the time and memory that a filter may take for a message.
type bounds struct {
	time   time.Duration
	memory uint64
}

// watch returns a context that ends at stop, or when the filter has taken too much. Its cause says
// what.
func (b bounds) watch() (ctx context.Context, stop func()) {
	ctx, end := context.WithCancelCause(context.Background())
	began := time.Now()
	first := time.AfterFunc(filterGlance, func() {
		heap := heapSize()
		tick := time.NewTicker(filterGlance)
		defer tick.Stop()
		for ctx.Err() == nil {
			switch {
			case time.Since(began) > b.time:
				end(fmt.Errorf("the filter had not ended after %v", b.time))
			case heapSize() > heap+b.memory && liveHeap() > heap+b.memory:
				end(fmt.Errorf("the filter took more than %d MiB of memory", b.memory>>20))
			}
			select {
			case <-ctx.Done():
			case <-tick.C:
			}
		}
	})
	return ctx, func() {
		first.Stop()
		end(nil)
	}
}

// heapSize includes garbage that hasn't been collected yet. Package runtime/metrics could measure
// it without stopping the world, but costs more than that at each start of the program.
func heapSize() uint64 {
	var now runtime.MemStats
	runtime.ReadMemStats(&now)
	return now.HeapAlloc
}

func liveHeap() uint64 {
	runtime.GC()
	return heapSize()
}
