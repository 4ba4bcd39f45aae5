package terminal

import (
	"fmt"
	"io"
	"slices"
	"sync"

	"wspipe/codec"
)

// queue holds what was typed until somebody takes it.
type queue struct {
	mu    sync.Mutex
	more  sync.Cond
	items []item
	taken int // messages
	over  bool
}

// item is a message, or something to be done when its turn comes, or the end.
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

// drop takes the messages out that nobody took, and counts them.
func (q *queue) drop() (messages int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	before := len(q.items)
	q.items = slices.DeleteFunc(q.items, func(i item) bool { return i.call == nil && !i.end })
	return before - len(q.items)
}

// end has whoever waits go on.
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

// take leaves an end where it is.
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

// Messages are those that were typed, as codec.Reader gives them: io.EOF is when somebody leaves, or Close.
type Messages struct{ q *queue }

// Messages may be taken by one goroutine.
func (t *Terminal) Messages() Messages { return Messages{&t.queue} }

// Next waits for a message, which always comes whole.
func (m Messages) Next() (codec.Part, error) { return m.q.next() }

// Buffered reports whether Next returns at once.
func (m Messages) Buffered() bool {
	m.q.mu.Lock()
	defer m.q.mu.Unlock()
	return m.q.over || len(m.q.items) > 0 && m.q.items[0].call == nil
}

// Where says, for people, which message Next last returned.
func (m Messages) Where() string {
	m.q.mu.Lock()
	defer m.q.mu.Unlock()
	return fmt.Sprintf("message %d", m.q.taken)
}

// Waiting is how many messages Next will return without anything more being typed.
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
