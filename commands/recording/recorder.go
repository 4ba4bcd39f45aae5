package recording

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"
	"time"

	"wspipe/client"
	"wspipe/codec"
)

// Recorder writes a conversation while it goes on, as far as what is said is
// understood without what comes after it. Each write is of whole lines, so that
// the file can be read whatever ends the program. At the end the whole is
// understood, and written again if that differs. A nil Recorder does nothing.
type Recorder struct {
	failed func(error) // is told, once, when the file takes no more

	mu     sync.Mutex
	w      Writer
	limit  int64        // size in bytes of the longest message
	whole  Conversation // as far as it is kept
	kept   int          // size in bytes of its messages
	live   *story       // nil until it has begun
	unsure []*Event     // messages that the connection may not take
	early  []settled    // of those, the ones that were written all the same
	denied bool         // one of these was not sent
	parts  bytes.Buffer // of a message that is sent in parts
	over   bool
}

// Writer is a file.
type Writer interface {
	io.Writer
	// Rewrite puts text in the place of all that was written, if it can.
	Rewrite(text []byte) error
}

// NewRecorder is told the size of the longest message, 0 being the usual one.
func NewRecorder(w Writer, limit int64, failed func(error)) *Recorder {
	if limit == 0 {
		limit = codec.DefaultMaxMessageSize
	}
	return &Recorder{w: w, limit: limit, failed: failed}
}

// File is a Writer.
type File struct{ *os.File }

// Rewrite leaves alone what isn't a regular file: a pipe has been read.
func (f File) Rewrite(text []byte) error {
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return err
	}
	_, err := f.WriteAt(text, 0)
	if err == nil {
		err = f.Truncate(int64(len(text)))
	}
	return err
}

// NewIdleRecorder records nothing before Restart.
func NewIdleRecorder(limit int64, failed func(error)) *Recorder {
	r := NewRecorder(nil, limit, failed)
	r.over = true
	return r
}

// Active tells whether something is being recorded.
func (r *Recorder) Active() bool {
	if r == nil {
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return !r.over
}

// Restart begins another recording.
func (r *Recorder) Restart(w Writer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.w, r.live, r.unsure, r.kept, r.over = w, nil, nil, 0, false
}

// keptBytes is how long a conversation may be to be understood as a whole.
const keptBytes = 4 << 20

// eventCost is what it takes to keep an event besides its payload.
const eventCost = 512

// Begin writes the beginning, once, and starts the clock.
func (r *Recorder) Begin(c Conversation) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.over {
		return
	}
	now := time.Now()
	if r.live == nil {
		c.Began = now
		r.whole = c
		live := c
		r.live = newStory(&live)
		r.live.live = true
		r.flush()
	}
	r.live.last, r.whole.Began = now, now
}

// Sending comes before a message is given to the connection, whose answer may
// be there before that call returns. What it returns is for Sent, which comes
// after it.
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

// Sent tells whether the connection took what Sending returned e for.
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

// confirm takes one that was settled out of the whole, where it was not sent
// after all. It needs mu.
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

// settled is an event that was written before it was certain, and its place in
// the whole.
type settled struct {
	event *Event
	at    int
}

// Gather keeps a part of a message until all are there.
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

// Received is for a message of the server's.
func (r *Recorder) Received(t codec.Type, payload []byte) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.settle()
	r.add(Event{Kind: Received, Type: t, Payload: bytes.Clone(payload)})
}

// Remark is for what no message can say.
func (r *Recorder) Remark(text string) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.settle()
	r.add(Event{Kind: Remark, Reason: text})
}

// End is for the last event: who closed, or a remark, for a connection that we
// ended because of what the server did, which no transcript can expect. A
// session that was cut short has none.
func (r *Recorder) End(e *Event) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if e != nil {
		r.add(*e)
	}
	if !r.over && r.live != nil && r.kept <= keptBytes {
		r.understand()
	}
	r.over = true
}

// understand needs mu.
func (r *Recorder) understand() {
	s := newStory(&r.whole)
	if text := s.tell(); s.differs() || r.denied {
		r.tell(r.w.Rewrite([]byte(text)))
	}
}

// settle is for what is likely to have been sent, now that an answer is here.
// It needs mu.
func (r *Recorder) settle() {
	for _, e := range r.unsure {
		r.early = append(r.early, settled{e, len(r.whole.Events)})
		r.add(*e)
	}
	r.unsure = nil
}

// add needs mu.
func (r *Recorder) add(e Event) {
	if r.over || r.live == nil {
		return
	}
	e.At = time.Now()
	if r.kept += len(e.Payload) + eventCost; r.kept <= keptBytes {
		r.whole.Events = append(r.whole.Events, e)
	} else {
		r.whole.Events = nil
	}
	r.live.goOn(e)
	r.flush()
}

// flush needs mu.
func (r *Recorder) flush() {
	text := r.live.text.String()
	r.live.text.Reset()
	_, err := io.WriteString(r.w, text)
	r.tell(err)
}

func (r *Recorder) tell(err error) {
	if err != nil && !r.over {
		r.over = true
		r.failed(err)
	}
}
