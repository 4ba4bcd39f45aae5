package terminal

import (
	"fmt"
	"io"
	"slices"
	"sync"

	"wspipe/codec"
)

// queue holds typed messages until they are taken.
type queue struct {
	mu    sync.Mutex
	more  sync.Cond
	items []item
	taken int // number of messages
	over  bool
}

// item is a message, a function to call when its turn comes, or the end.
type item struct {
	part codec.Part
	call func()
	end  bool
}

func (q *queue) init() { q.more.L = &q.mu }

func (q *queue) put(i item) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.items = append(q.items, i)
	q.more.Broadcast()
}

// drop removes the messages that nobody has taken, and returns their number.
func (q *queue) drop() (messages int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	before := len(q.items)
	q.items = slices.DeleteFunc(q.items, func(i item) bool { return i.call == nil && !i.end })
	return before - len(q.items)
}

// end wakes whoever is waiting.
func (q *queue) end() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.over = true
	q.more.Broadcast()
}

func (q *queue) next() (codec.Part, error) {
	for {
		i := q.take()
		switch {
		case i.end:
			return codec.Part{}, io.EOF
		case i.call != nil:
			i.call()
		default:
			return i.part, nil
		}
	}
}

// take returns the first item. An end stays in the queue.
func (q *queue) take() item {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 && !q.over {
		q.more.Wait()
	}
	if len(q.items) == 0 || q.items[0].end {
		return item{end: true}
	}
	first := q.items[0]
	q.items[0] = item{}
	q.items = q.items[1:]
	if first.call == nil {
		q.taken++
	}
	return first
}

// Messages provides the typed messages like a codec.Reader. Next returns io.EOF when the user leaves, or after Close.
type Messages struct{ q *queue }

// Messages returns the typed messages. Only one goroutine may take them.
func (t *Terminal) Messages() Messages { return Messages{&t.queue} }

// Next waits for a message, which is always complete.
func (m Messages) Next() (codec.Part, error) { return m.q.next() }

// Buffered reports whether Next returns at once.
func (m Messages) Buffered() bool {
	m.q.mu.Lock()
	defer m.q.mu.Unlock()
	return m.q.over || len(m.q.items) > 0 && m.q.items[0].call == nil
}

// Where returns, for people, which message Next last returned.
func (m Messages) Where() string {
	m.q.mu.Lock()
	defer m.q.mu.Unlock()
	return fmt.Sprintf("message %d", m.q.taken)
}

// Waiting returns how many messages Next will return before anything more is typed.
func (m Messages) Waiting() (n int) {
	m.q.mu.Lock()
	defer m.q.mu.Unlock()
	for _, i := range m.q.items {
		if i.call == nil && !i.end {
			n++
		}
	}
	return n
}
