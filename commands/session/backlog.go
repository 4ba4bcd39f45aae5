package session

import (
	"bytes"

	"wspipe/client"
	"wspipe/commands/stdio"
)

// backlogSize is how many bytes of messages are kept before those are let go
// that the network has taken; twice what the client buffers.
const backlogSize = 128 << 10

// backlog keeps the messages that the client was given until the network has
// taken them, so that those it hasn't can be sent over the next connection.
// A nil backlog keeps nothing.
type backlog struct {
	messages []kept
	size     int
	// taken is how many messages the connection had sent when the first of
	// messages was next.
	taken int64
}

type kept struct {
	kind client.Type
	data []byte
	// streamed: a message in parts is too large to be kept; where it stood in
	// the input.
	streamed string
}

func (b *backlog) add(kind client.Type, data []byte, ws *client.WebSocket) {
	if b == nil {
		return
	}
	if b.size > backlogSize {
		b.settle(ws)
	}
	b.messages = append(b.messages, kept{kind: kind, data: bytes.Clone(data)})
	b.size += len(data) + 32 // and what it takes to keep it
}

// addStreamed is for one that isn't kept. Such are few: they may as well be let go at once.
func (b *backlog) addStreamed(where string, ws *client.WebSocket) {
	if b != nil {
		b.settle(ws)
		b.messages = append(b.messages, kept{streamed: where})
	}
}

// begin is told of a connection over which nothing was sent from b yet.
func (b *backlog) begin(ws *client.WebSocket) {
	if b != nil {
		b.taken = ws.Sent()
	}
}

func (b *backlog) len() int { return len(b.messages) }

// settle lets go what ws has given to the network.
func (b *backlog) settle(ws *client.WebSocket) {
	gone := min(int(ws.Sent()-b.taken), len(b.messages))
	if gone <= 0 {
		return
	}
	b.taken += int64(gone)
	b.messages = append(b.messages[:0], b.messages[gone:]...)
	b.size = 0
	for _, m := range b.messages {
		b.size += len(m.data) + 32
	}
}

// dropStreamed gives up the messages that were not kept, and counts them.
func (b *backlog) dropStreamed(r *stdio.Voice) (lost int32) {
	rest := b.messages[:0]
	for _, m := range b.messages {
		if m.streamed != "" {
			lost += r.CutOff(m.streamed)
			continue
		}
		rest = append(rest, m)
	}
	b.messages = rest
	return lost
}

// resend sends over a new connection what the last one did not take, and
// keeps it until this one has.
func (b *backlog) resend(ws *client.WebSocket) error {
	b.begin(ws)
	for _, m := range b.messages {
		if err := ws.Queue(m.kind, m.data); err != nil {
			return err
		}
	}
	return ws.Flush()
}
