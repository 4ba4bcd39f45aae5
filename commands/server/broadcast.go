package server

import (
	"sync"
	"time"

	"wspipe/codec"
)

const (
	// aheadLimit is how far the source may be ahead of the fastest client, in bytes.
	aheadLimit = 1 << 20
	// queueLimit is how far a client may be behind the source, in bytes, unless messages are that
	// large themselves.
	queueLimit = 16 << 20
	// itemCost is the overhead of keeping an item, in bytes.
	itemCost = 128
	// wakeAfter is how many bytes collect before waiting clients are woken while the source has
	// more at once.
	wakeAfter = 32 << 10
)

// broadcast is one list of messages that all clients read from, each at its own position, so that
// pending messages are kept only once. The source is as fast as the fastest client; a client that
// falls too far behind is dropped.
type broadcast struct {
	mu      sync.Mutex
	room    sync.Cond // for the source: a client came, left or made progress
	tail    *item     // the last one; the first has no data
	feeds   map[*feed]bool
	numbers map[int]*feed // the same, by number
	called  []*feed       // those with items of their own that they don't know of
	led     int64         // how far the fastest client was when last checked; 0: check
	largest int64         // highest cost of an item so far
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

// ready waits until there is a client with room. It returns false when the broadcast is over.
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

// ahead reports whether the fastest client should catch up first. It needs mu.
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

// add appends part for every client. The data of part must not be shared. told means that the
// source has no more at once.
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

// tell wakes the waiting clients and drops those that are too far behind. It needs mu.
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
	f.at, f.own = nil, nil // frees what follows
	delete(b.feeds, f)
	delete(b.numbers, f.number)
	f.more.Signal()
	b.led = 0
}

// settle returns when all clients have been sent everything, or after limit.
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

// end wakes everyone for the last time.
func (b *broadcast) end() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.over = true
	for f := range b.feeds {
		f.more.Signal()
	}
	b.room.Broadcast()
}
