package fuzz

import (
	"bytes"
	"context"
	"testing"

	"wspipe/client"
)

// FuzzSent makes us send messages from a script, and expects the other parsers to find the same messages in what we
// have written.
func FuzzSent(f *testing.F) {
	for how := range 32 {
		f.Add(uint16(how*8+how), uint64(how), []byte("\x00\xe8a\x30\x05\x01\x52\x80\xff\x22\x00\x74\xc8\x10\x00"))
	}
	f.Fuzz(func(t *testing.T, how uint16, seed uint64, script []byte) {
		s := setupOf(how, seed)
		s.ours = true
		want, stream := sendScript(t, s, script)
		reader := s
		reader.ours = false
		if got := byCoder(reader, stream); !got.equal(want) {
			t.Errorf("%v\n%x\ncoder: %v\nwant:  %v", s, stream, got, want)
		}
		if s.deflate && s.takeover {
			return
		}
		if got := byGobwas(reader, stream); !got.equal(want) {
			t.Errorf("%v\n%x\ngobwas: %v\nwant:   %v", s, stream, got, want)
		}
	})
}

// sendScript sends what the script says, then closes. It returns the outcome expected at the other end, and the bytes
// that it received.
func sendScript(t *testing.T, s setup, script []byte) (outcome, []byte) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	opts := client.Options{Compression: s.deflate, CloseTimeout: patience}
	answer := appendFrame(nil, 0x80|opClose, !s.server, []byte{1000 >> 8, 1000 & 0xff}, -1, 0)
	sender := &sender{maker: maker{setup: s, script: script}}
	var stream []byte
	var err error
	if s.server { // the reader is
		ws := connect(t, s, answer, opts)
		err = sender.run(ctx, ws)
		stream = <-peer.written
	} else {
		c, ws := accept(s, answer, opts)
		err = sender.run(ctx, ws)
		stream = c.sent()
	}
	if err != nil {
		t.Errorf("%v: %v", s, err)
	}
	return outcome{messages: sender.sent, end: closed, code: 1000}, stream
}

type sender struct {
	maker
	sent []message
	size int
}

func (s *sender) run(ctx context.Context, ws *client.WebSocket) error {
	var err error
	ws.OnOpen = func(client.OpenEvent) {
		for len(s.script) > 0 && s.size < longest && err == nil {
			err = s.send(ws)
		}
		// The other end does the same, and may be first.
		if closeErr := ws.Close(1000, ""); err == nil {
			err = closeErr
		}
	}
	if runErr := ws.Run(ctx); err == nil {
		err = runErr
	}
	return err
}

// send sends one message: at once, with others, or in pieces through a writer.
func (s *sender) send(ws *client.WebSocket) error {
	op, size := s.next(), int(s.next())
	if size >= 200 {
		size = (size - 200) * 997
	}
	kind := client.Text
	if op&1 != 0 {
		kind = client.Binary
	}
	payload := s.payload(byte(kind), size)
	s.sent = append(s.sent, message{byte(kind), bytes.Clone(payload)})
	s.size += len(payload)
	switch op >> 4 & 3 {
	case 0:
		return ws.Send(kind, payload)
	case 1:
		_, err := ws.QueueAll(kind, [][]byte{payload})
		return err
	case 2:
		if err := ws.Queue(kind, payload); err != nil {
			return err
		}
		return ws.Flush()
	}
	return s.write(ws, kind, payload)
}

func (s *sender) write(ws *client.WebSocket, kind client.Type, payload []byte) error {
	w, err := ws.NewWriter(kind)
	if err != nil {
		return err
	}
	for n := 1; len(payload) > 0; n += 1 + int(s.next()) {
		piece := payload[:min(n, len(payload))]
		if _, err := w.Write(piece); err != nil {
			return err
		}
		payload = payload[len(piece):]
		if n&7 == 7 {
			if err := ws.Ping(piece[:min(len(piece), 125)]); err != nil {
				return err
			}
		}
	}
	return w.Close()
}
