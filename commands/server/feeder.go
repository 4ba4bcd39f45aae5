package server

import (
	"errors"
	"io"

	"wspipe/client"
	"wspipe/codec"
)

// feeder sends one client what the broadcast has.
type feeder struct {
	ws      *client.WebSocket
	feed    *feed
	message io.WriteCloser // of a message in parts
	joined  bool           // a message has begun since the client came
}

// run goes on until the client or the broadcast is over. An error is what
// can't be sent to anybody; one of the connection shows elsewhere.
func (f *feeder) run() error {
	room := make([]item, 0, batchItems)
	for {
		batch := f.feed.take(room, false)
		if len(batch) == 0 {
			if f.ws.Flush() != nil {
				return nil
			}
			batch = f.feed.take(room, true)
		}
		if len(batch) == 0 {
			return nil
		}
		if err := f.sendAll(batch); errors.Is(err, client.ErrNotUTF8) || errors.Is(err, client.ErrPingTooLong) {
			return err
		} else if err != nil {
			return nil
		}
	}
}

// batchItems is how many items are taken at a time, at most.
const batchItems = 64

func (f *feeder) sendAll(batch []item) error {
	for n := range batch {
		f.feed.inHand.Store(batch[n].end)
		if err := f.send(&batch[n]); err != nil {
			return err
		}
		batch[n] = item{} // lets the data go
	}
	return nil
}

// send gives a whole message to the connection at once and a longer one
// through a writer. A client that came in the middle of one goes without.
func (f *feeder) send(i *item) error {
	f.joined = f.joined || i.first
	switch {
	case !f.joined:
		return nil
	case i.part.Type == codec.Ping:
		return f.ws.Ping(i.part.Data)
	case i.first && i.part.Last:
		return f.ws.Queue(client.Type(i.part.Type), i.part.Data)
	case i.first:
		var err error
		if f.message, err = f.ws.NewWriter(client.Type(i.part.Type)); err != nil {
			return err
		}
	}
	if _, err := f.message.Write(i.part.Data); err != nil || !i.part.Last {
		return err
	}
	return f.message.Close()
}
