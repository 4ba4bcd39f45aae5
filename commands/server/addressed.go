package server

import (
	"time"

	"wspipe/codec"
)

// ownItem is a message for one client alone. It has its place among those for all.
type ownItem struct {
	item
	after *item
}

// addFor puts a whole message behind all others, for one client alone; part's
// data must be its own. told is as with add. It returns false where there is no
// such client, be it that it has just gone.
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

// call wakes the clients that don't know of items of their own. It needs mu.
func (b *broadcast) call() {
	for _, f := range b.called {
		f.called = false
		f.more.Signal()
	}
	b.called = b.called[:0]
}

// aMoment is how long a client that is too far behind is waited for, in which
// others wait, too; where there are none it is waited for as long as it takes.
const aMoment = time.Second

// awaitRoom waits for room for n bytes, and lets a client go that is too far
// behind after all. It needs mu.
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
