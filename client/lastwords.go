package client

import (
	"errors"
	"io"
	"time"
)

// lingerTime limits the wait for the server to notice our Close frame after it broke
// the protocol.
const lingerTime = 500 * time.Millisecond

// finish does what is left to do after reading has ended with err.
func (ws *WebSocket) finish(err error) {
	var closed *CloseError
	var broke *ProtocolError
	switch {
	case errors.As(err, &broke):
		ws.state.Store(int32(Closing))
		ws.lastWords(closePayload(broke.Code, closeReason(broke.Problem)), true)
	case errors.As(err, &closed):
		ws.lastWords(ws.answerTo(closed), ws.served != nil || ws.waits || !ws.answers(closed))
	}
	_ = ws.conn.Close()
	ws.out.shut()
}

// answerTo returns the payload that answers a Close frame, which is ours if that waited
// for it.
func (ws *WebSocket) answerTo(closed *CloseError) []byte {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	if ws.waits && ws.began {
		return ws.sent
	}
	return closeAnswer(closed)
}

// lastWords sends a Close frame, if none was sent yet, and may linger until the other
// end has ended the connection. We first end our own direction (RFC 6455, section
// 7.1.1): closing with bytes left unread, such as a pong that followed the other end's
// Close, would reset the connection and discard what the other end hasn't read yet. It
// doesn't wait for a peer that stops reading, for instance in the middle of an upload.
func (ws *WebSocket) lastWords(payload []byte, linger bool) {
	said := make(chan struct{})
	defer close(said)
	ws.guarded(func() { ws.hurry(said) })
	if ws.out.close(payload) != nil || !linger {
		return
	}
	if half, ok := ws.conn.(interface{ CloseWrite() error }); ok {
		_ = half.CloseWrite()
	}
	_, _ = io.Copy(io.Discard, ws.in.src)
}

// hurry drops the connection once the peer has accepted nothing for lingerTime, unless
// done is closed first.
func (ws *WebSocket) hurry(done <-chan struct{}) {
	sending, since := ws.newProgress(), time.Now()
	ws.glance(lingerTime, done, func() bool {
		if sending.made() {
			since = time.Now()
		}
		if time.Since(since) < lingerTime {
			return true
		}
		_ = ws.conn.Close()
		return false
	})
}
