package server

import (
	"sync"
	"time"

	"wspipe/codec"
)

const (
	// aheadLimit is how far the source may be ahead of the fastest client, in bytes.
	aheadLimit = 1 << 20
	// queueLimit is how far a client may be behind the source, in bytes,
	// unless messages are as large as that.
	queueLimit = 16 << 20
	// itemCost is what it takes to keep an item besides its data.
	itemCost = 128
	// wakeAfter is how much gathers before clients that wait are told,
	// while the source has more at once.
	wakeAfter = 32 << 10
)

// broadcast is one list of messages that all clients read from, each at its
// own place, so that what waits is kept once. The source goes as fast as the
// fastest client; who is too far behind is let go.
type broadcast struct {
	mu      sync.Mutex
	room    sync.Cond // for the source: a client came, went or went on
	tail    *item     // the last one; the first has no data
	feeds   map[*feed]bool
	numbers map[int]*feed // the same
	called  []*feed       // that have items of their own and don't know of them
	led     int64         // how far the fastest client was when last looked at; 0: look
	largest int64         // cost of an item so far
	untold  int64         // cost of the items that waiting clients don't know of
	over    bool
}

// item is a message, or a part of one.
type item struct {
	part  codec.Part
	first bool  // of its message
	end   int64 // cost of everything up to here
	next  *item // needs the broadcast's mu
}

func cost(part codec.Part) int64 { return int64(len(part.Data)) + itemCost }

func newBroadcast() *broadcast {
	b := &broadcast{tail: &item{}, feeds: map[*feed]bool{}, numbers: map[int]*feed{}}
	b.room.L = &b.mu
	return b
}

// ready waits until there is a client with room; false when it is over.
func (b *broadcast) ready() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.readyLocked()
}

func (b *broadcast) readyLocked() bool {
	for !b.over && (len(b.feeds) == 0 || b.ahead()) {
		b.tell()
		b.room.Wait()
	}
	return !b.over
}

// ahead tells whether the fastest client should catch up first. It needs mu.
func (b *broadcast) ahead() bool {
	if b.led != 0 && b.tail.end-b.led <= aheadLimit {
		return false
	}
	b.led = 0
	for f := range b.feeds {
		b.led = max(b.led, f.inHand.Load())
	}
	return b.tail.end-b.led > aheadLimit
}

// add puts part behind all others, for every client; part's data must be its
// own. told says that the source has nothing more at once.
func (b *broadcast) add(part codec.Part, first, told bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.readyLocked() {
		return
	}
	n := cost(part)
	b.largest = max(b.largest, n)
	next := &item{part: part, first: first, end: b.tail.end + n}
	b.tail.next = next
	b.tail = next
	b.untold += n
	if told || b.untold > wakeAfter {
		b.tell()
	}
}

// tell wakes the clients that wait and lets go those that are too far behind.
// It needs mu.
func (b *broadcast) tell() {
	b.untold = 0
	b.call()
	for f := range b.feeds {
		f.more.Signal()
		if f.behind() > b.limit() {
			b.letGo(f)
		}
	}
}

func (b *broadcast) limit() int64 { return max(queueLimit, 2*b.largest) }

// letGo needs mu.
func (b *broadcast) letGo(f *feed) {
	b.remove(f)
	go f.slow()
}

// remove needs mu.
func (b *broadcast) remove(f *feed) {
	f.closed = true
	f.at, f.own = nil, nil // lets all that follows go
	delete(b.feeds, f)
	delete(b.numbers, f.number)
	f.more.Signal()
	b.led = 0
}

// settle returns when all clients were sent all there is, or after limit.
func (b *broadcast) settle(limit time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	late := false
	defer time.AfterFunc(limit, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		late = true
		b.room.Broadcast()
	}).Stop()
	b.tell()
	for !late && !b.over && b.unsettled() {
		b.room.Wait()
	}
}

// unsettled needs mu.
func (b *broadcast) unsettled() bool {
	for f := range b.feeds {
		if !f.rests || !f.upToDate() {
			return true
		}
	}
	return false
}

// end wakes everybody for the last time.
func (b *broadcast) end() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.over = true
	for f := range b.feeds {
		f.more.Signal()
	}
	b.room.Broadcast()
}
