package server

import (
	"sync"
	"sync/atomic"
)

// batchSize is what a client takes at a time, in bytes and one item.
const batchSize = 64 << 10

// feed is one client's place.
type feed struct {
	b      *broadcast
	number int
	more   sync.Cond    // there are items, or it is over
	own    []ownItem    // for it alone; needs mu
	owed   int64        // cost of those, and of those in hand; needs mu
	taken  int64        // cost of those in hand; needs mu
	called bool         // stands in called; needs mu
	at     *item        // the last that it was given; needs mu, nil once closed
	inHand atomic.Int64 // the end of the one that is being sent
	slow   func()       // is called, once, when it is let go
	closed bool         // needs mu
	rests  bool         // it has sent all there is, and waits for more; needs mu
}

// join gives a new client its place, which is at the end.
func (b *broadcast) join(number int, slow func()) *feed {
	b.mu.Lock()
	defer b.mu.Unlock()
	f := &feed{b: b, number: number, at: b.tail, slow: slow}
	f.more.L = &b.mu
	f.inHand.Store(b.tail.end)
	b.feeds[f], b.numbers[number] = true, f
	b.room.Broadcast()
	return f
}

// take returns the next items for the client, in the room that batch has; they
// don't lead to those behind them, which a client that hangs must not keep.
// Without wait there may be none; with it there are none when the client or
// the broadcast is over.
func (f *feed) take(batch []item, wait bool) []item {
	f.b.mu.Lock()
	defer f.b.mu.Unlock()
	if f.closed {
		return nil
	}
	f.inHand.Store(f.at.end)
	f.owed, f.taken = f.owed-f.taken, 0
	f.b.room.Signal()
	for wait && !f.closed && f.upToDate() && !f.b.over {
		f.rests = true
		f.b.room.Signal()
		f.more.Wait()
	}
	f.rests = false
	batch = batch[:0]
	if f.closed {
		return batch
	}
	for limit := f.inHand.Load() + batchSize; !f.upToDate() && len(batch) < cap(batch) && f.at.end+f.taken < limit; {
		batch = append(batch, f.next())
	}
	return batch
}

// next needs mu, and that there is one.
func (f *feed) next() item {
	if len(f.own) > 0 && f.own[0].after == f.at {
		next := f.own[0].item
		f.own[0] = ownItem{} // lets the data go
		f.own = f.own[1:]
		f.taken += cost(next.part)
		return next
	}
	f.at = f.at.next
	return item{part: f.at.part, first: f.at.first, end: f.at.end}
}

// upToDate tells whether the client was given all there is. It needs mu.
func (f *feed) upToDate() bool { return f.at == f.b.tail && len(f.own) == 0 }

// behind is how far the client is behind the source, in bytes. It needs mu.
func (f *feed) behind() int64 { return f.b.tail.end - f.inHand.Load() + f.owed }

// leave is for a client that is gone.
func (f *feed) leave() {
	f.b.mu.Lock()
	defer f.b.mu.Unlock()
	f.b.remove(f)
	f.b.room.Signal()
}
