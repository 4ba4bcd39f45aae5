package recording

import (
	"bytes"
	"fmt"
	"slices"

	"wspipe/client"
	"wspipe/codec"
)

// Sending is called before a message is given to the connection, because the answer may arrive
// before that call returns. The result is for Sent, which is called after it.
func (r *Recorder) Sending(t client.Type, payload []byte) *Event {
	if r == nil {
		return nil
	}
	return r.sending(&Event{Kind: Sent, Type: codec.Type(t), Payload: bytes.Clone(payload)})
}

func (r *Recorder) sending(e *Event) *Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.unsure = append(r.unsure, e)
	return e
}

// Sent reports whether the connection accepted the message for which Sending returned e.
func (r *Recorder) Sent(e *Event, err error) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	i := slices.Index(r.unsure, e)
	if i < 0 {
		r.confirm(e, err == nil)
		return
	}
	r.unsure = slices.Delete(r.unsure, i, i+1)
	if err == nil {
		r.add(*e)
	}
}

// confirm removes a settled event from the whole if it was not sent after all. It needs mu.
func (r *Recorder) confirm(e *Event, sent bool) {
	i := slices.IndexFunc(r.early, func(s settled) bool { return s.event == e })
	if i < 0 {
		return
	}
	at := r.early[i].at
	r.early = slices.Delete(r.early, i, i+1)
	if sent || at >= len(r.whole.Events) {
		return
	}
	r.whole.Events = slices.Delete(r.whole.Events, at, at+1)
	for i := range r.early {
		if r.early[i].at > at {
			r.early[i].at--
		}
	}
	r.denied = true
}

// settled is an event that was written before it was certain, and its index in the whole.
type settled struct {
	event *Event
	at    int
}

// Gather keeps a part of a message until all parts are there.
func (r *Recorder) Gather(part []byte) {
	if r != nil && int64(r.parts.Len()) <= r.limit {
		r.parts.Write(part)
	}
}

// SendingGathered is Sending for a message that came in parts.
func (r *Recorder) SendingGathered(t client.Type) *Event {
	if r == nil {
		return nil
	}
	parts := r.parts.Bytes()
	r.parts = bytes.Buffer{}
	if int64(len(parts)) > r.limit {
		return r.sending(&Event{Kind: Remark, Reason: fmt.Sprintf("here a message of more than %d bytes was sent, which is too long to be recorded", r.limit)})
	}
	return r.Sending(t, parts)
}

// settle records the unsure messages, which were probably sent, now that something has arrived. It
// needs mu.
func (r *Recorder) settle() {
	for _, e := range r.unsure {
		r.early = append(r.early, settled{e, len(r.whole.Events)})
		r.add(*e)
	}
	r.unsure = nil
}
