package session

import (
	"bytes"

	"wspipe/client"
	"wspipe/commands/stdio"
)

// backlogSize is how many bytes of messages are kept before those that the network has taken are
// dropped: twice what the client buffers.
const backlogSize = 128 << 10

// backlog keeps the messages given to the client until the network has taken them, so that the rest
// can be sent over the next connection. A nil backlog keeps nothing.
type backlog struct {
	messages []kept
	size     int
	// taken is how many messages the connection had sent when the first of messages was next.
	taken int64
}

type kept struct {
	kind client.Type
	data []byte
	// streamed is the position in the input of a message in parts, which is too large to keep; ""
	// for a message that is kept.
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
	b.size += len(data) + 32 // plus the overhead of keeping it
}

// addStreamed adds a message that isn't kept. Such messages are rare, so it settles each time.
func (b *backlog) addStreamed(where string, ws *client.WebSocket) {
	if b != nil {
		b.settle(ws)
		b.messages = append(b.messages, kept{streamed: where})
	}
}

// begin starts counting for a connection over which nothing from b has been sent yet.
func (b *backlog) begin(ws *client.WebSocket) {
	if b != nil {
		b.taken = ws.Sent()
	}
}

func (b *backlog) len() int { return len(b.messages) }

// settle drops what ws has given to the network.
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

// resend sends over a new connection what the last one did not take, and keeps it until this one
// has taken it.
func (b *backlog) resend(ws *client.WebSocket) error {
	b.begin(ws)
	for _, m := range b.messages {
		if err := ws.Queue(m.kind, m.data); err != nil {
			return err
		}
	}
	return ws.Flush()
}
