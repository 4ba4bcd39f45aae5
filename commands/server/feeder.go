package server

import (
	"errors"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/stdio"
)

// feeder sends the messages of the broadcast to one client.
type feeder struct {
	to     stdio.Sending
	feed   *feed
	joined bool                 // a message has begun since the client joined
	closes func(payload []byte) // closes the client as a Close frame would
}

// run runs until the client or the broadcast is over. An error means a message that can't be sent
// to anyone; an error of the connection shows elsewhere.
func (f *feeder) run() error {
	room := make([]item, 0, batchItems)
	for {
		batch := f.feed.take(room, false)
		if len(batch) == 0 {
			if f.to.WS.Flush() != nil {
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

// batchItems is the maximum number of items taken at a time.
const batchItems = 64

func (f *feeder) sendAll(batch []item) error {
	for n := range batch {
		f.feed.inHand.Store(batch[n].end)
		if err := f.send(&batch[n]); err != nil {
			return err
		}
		batch[n] = item{} // frees the data
	}
	return nil
}

// send passes one item on. A client that joined in the middle of a message doesn't get the rest of
// it.
func (f *feeder) send(i *item) error {
	f.joined = f.joined || i.first
	if !f.joined {
		return nil
	}
	if i.part.Type == codec.Close {
		f.closes(i.part.Data)
		return nil
	}
	return f.to.Pass(i.part)
}
