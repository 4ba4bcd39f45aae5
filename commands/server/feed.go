package server

import (
	"sync"
	"sync/atomic"
)

// batchSize is what a client takes at a time, in bytes, plus one item.
const batchSize = 64 << 10

// feed is one client's position in the broadcast.
type feed struct {
	b      *broadcast
	number int
	more   sync.Cond    // there are items, or it is over
	own    []ownItem    // for this client alone; needs mu
	owed   int64        // cost of own and of its items in hand; needs mu
	taken  int64        // cost of own items in hand; needs mu
	called bool         // it is in called; needs mu
	at     *item        // the last item that it was given; needs mu, nil once closed
	inHand atomic.Int64 // the end of the item being sent
	slow   func()       // called once, when it is dropped
	closed bool         // needs mu
	rests  bool         // everything is sent, and it waits for more; needs mu
}

// join adds a new client, whose position is the end.
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

// take returns the next items for the client, up to the capacity of batch. They don't link to the
// items after them, so a client that hangs doesn't keep those alive. Without wait there may be
// none; with it there are none only when the client or the broadcast is over.
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

// next returns the next item; there must be one. It needs mu.
func (f *feed) next() item {
	if len(f.own) > 0 && f.own[0].after == f.at {
		next := f.own[0].item
		f.own[0] = ownItem{} // frees the data
		f.own = f.own[1:]
		f.taken += cost(next.part)
		return next
	}
	f.at = f.at.next
	return item{part: f.at.part, first: f.at.first, end: f.at.end}
}

// upToDate reports whether the client was given everything. It needs mu.
func (f *feed) upToDate() bool { return f.at == f.b.tail && len(f.own) == 0 }

// behind returns how far the client is behind the source, in bytes. It needs mu.
func (f *feed) behind() int64 { return f.b.tail.end - f.inHand.Load() + f.owed }

// leave removes a client that is gone.
func (f *feed) leave() {
	f.b.mu.Lock()
	defer f.b.mu.Unlock()
	f.b.remove(f)
	f.b.room.Signal()
}
