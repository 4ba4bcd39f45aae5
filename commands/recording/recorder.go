package recording

import (
	"bytes"
	"io"
	"sync"
	"time"

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

// NewRecorder is told the size of the longest message, 0 being the usual one.
func NewRecorder(w Writer, limit int64, failed func(error)) *Recorder {
	if limit == 0 {
		limit = codec.DefaultMaxMessageSize
	}
	return &Recorder{w: w, limit: limit, failed: failed}
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
