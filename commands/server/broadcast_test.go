package server

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"wspipe/codec"
)

// drained returns what a feed is given, in order, until it is over.
func drainedFeed(f *feed) (all []string) {
	room := make([]item, 0, 3)
	for {
		batch := f.take(room, true)
		if len(batch) == 0 {
			return all
		}
		for _, i := range batch {
			f.inHand.Store(i.end)
			all = append(all, string(i.part.Data))
		}
	}
}

func textPart(text string) codec.Part {
	return codec.Part{Type: codec.Text, Data: []byte(text), Last: true}
}

// Each client is sent what is for it and for all, in the order of the source, whatever the others
// take.
func TestBroadcastToOneAndAll(t *testing.T) {
	const clients, messages = 5, 2000
	b := newBroadcast()
	want, got := make([][]string, clients), make([][]string, clients)
	var all sync.WaitGroup
	for n := range clients {
		f := b.join(n+1, func() { t.Error("one was let go") })
		all.Add(1)
		go func() {
			defer all.Done()
			got[n] = drainedFeed(f)
		}()
	}
	for n := range messages {
		text := fmt.Sprint(n)
		told := n%3 == 0
		if to := n % (clients + 2); to < clients {
			if !b.addFor(to+1, textPart(text), told) {
				t.Fatalf("there is no client %d", to+1)
			}
			want[to] = append(want[to], text)
			continue
		}
		b.add(textPart(text), true, told)
		for to := range clients {
			want[to] = append(want[to], text)
		}
	}
	if b.addFor(clients+1, textPart("x"), true) {
		t.Error("somebody was found who isn't there")
	}
	b.settle(time.Minute)
	b.end()
	all.Wait()
	for n := range clients {
		if !slices.Equal(got[n], want[n]) {
			t.Errorf("client %d was given %d of %d messages, or in another order", n+1, len(got[n]), len(want[n]))
		}
	}
	if len(b.called) != 0 {
		t.Errorf("%d weren't told", len(b.called))
	}
}

// A client that takes none of its own messages is dropped, and holds up the others for no longer
// than a moment. If it is the only one, it is waited for.
func TestBroadcastLetsGoWhoIsTooSlow(t *testing.T) {
	b := newBroadcast()
	gone := make(chan struct{})
	slow := b.join(1, func() { close(gone) })
	other := b.join(2, func() { t.Error("the other one was let go") })
	got := make(chan []string)
	go func() { got <- drainedFeed(other) }()
	large := textPart(string(make([]byte, 1<<20)))
	for range queueLimit>>20 + 2 {
		b.addFor(1, large, true)
		b.addFor(2, textPart("x"), true)
	}
	<-gone
	if b.addFor(1, large, true) {
		t.Error("it is still there")
	}
	slow.leave()
	b.settle(time.Minute)
	b.end()
	if n := len(<-got); n != queueLimit>>20+2 {
		t.Errorf("the other one was given %d", n)
	}

	b = newBroadcast()
	alone := b.join(1, func() { t.Error("it was let go") })
	added := make(chan int)
	go func() {
		n := 0
		for range 3 * queueLimit >> 20 {
			if b.addFor(1, large, true) {
				n++
			}
		}
		b.settle(time.Minute)
		b.end()
		added <- n
	}()
	taken := 0
	for room := make([]item, 0, 1); ; taken++ {
		if len(alone.take(room, true)) == 0 {
			break
		}
	}
	if n := <-added; n != taken || n != 3*queueLimit>>20 {
		t.Errorf("%d were added, %d taken", n, taken)
	}
}
