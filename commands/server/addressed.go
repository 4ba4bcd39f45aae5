package server

import (
	"time"

	"wspipe/codec"
)

// ownItem is a message for a single client, at its place among those for all clients.
type ownItem struct {
	item
	after *item
}

// addFor appends a whole message for a single client. The data of part must not be shared, and told
// is as for add. It returns false if there is no such client, perhaps because it has just gone.
func (b *broadcast) addFor(number int, part codec.Part, told bool) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	f, n := b.numbers[number], cost(part)
	b.largest = max(b.largest, n)
	if f != nil {
		b.awaitRoom(f, n)
	}
	known := f != nil && !f.closed && !b.over
	if known {
		f.own = append(f.own, ownItem{item{part: part, first: true, end: b.tail.end}, b.tail})
		f.owed += n
		if !f.called {
			f.called = true
			b.called = append(b.called, f)
		}
	}
	switch {
	case told && b.untold > 0:
		b.tell()
	case told, known && f.owed > wakeAfter:
		b.call()
	}
	return known
}

// call wakes the clients that have items of their own and don't know of them. It needs mu.
func (b *broadcast) call() {
	for _, f := range b.called {
		f.called = false
		f.more.Signal()
	}
	b.called = b.called[:0]
}

// aMoment is how long to wait for a client that is too far behind. Others wait in that time, too;
// if there are none, the wait has no limit.
const aMoment = time.Second

// awaitRoom waits for room for n bytes, and drops a client that remains too far behind. It needs
// mu.
func (b *broadcast) awaitRoom(f *feed, n int64) {
	if f.behind()+n <= b.limit() {
		return
	}
	late := false
	defer time.AfterFunc(aMoment, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		late = true
		b.room.Broadcast()
	}).Stop()
	b.call()
	for !b.over && !f.closed && f.behind() > aheadLimit && (!late || len(b.feeds) == 1) {
		b.room.Wait()
	}
	if !f.closed && f.behind()+n > b.limit() {
		b.letGo(f)
	}
}
