package recording

import (
	"bytes"
	"io"
	"sync"
	"time"

	"wspipe/codec"
)

// Recorder writes a conversation while it goes on, as far as it can be interpreted without knowing
// what follows. Each write is of whole lines, so that the file is valid whatever ends the program.
// At the end the recorder interprets the whole conversation, and rewrites the file if that makes a
// difference. A nil Recorder does nothing.
type Recorder struct {
	failed func(error) // called once, when writing fails

	mu     sync.Mutex
	w      Writer
	limit  int64        // of the longest message, in bytes
	whole  Conversation // as far as it is kept
	kept   int          // size of its messages, in bytes
	live   *story       // nil until Begin
	unsure []*Event     // messages that the connection may not accept
	early  []settled    // messages of unsure that were written anyway
	denied bool         // a message in early was not sent
	parts  bytes.Buffer // of a message that is sent in parts
	over   bool
}

// NewRecorder returns a Recorder that writes to w. limit is the size of the longest message; 0
// means the default.
func NewRecorder(w Writer, limit int64, failed func(error)) *Recorder {
	if limit == 0 {
		limit = codec.DefaultMaxMessageSize
	}
	return &Recorder{w: w, limit: limit, failed: failed}
}

// NewIdleRecorder returns a Recorder that records nothing before Restart.
func NewIdleRecorder(limit int64, failed func(error)) *Recorder {
	r := NewRecorder(nil, limit, failed)
	r.over = true
	return r
}

// Active reports whether a recording is in progress.
func (r *Recorder) Active() bool {
	if r == nil {
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return !r.over
}

// Restart prepares another recording, to w.
func (r *Recorder) Restart(w Writer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.w, r.live, r.unsure, r.kept, r.over = w, nil, nil, 0, false
}

// keptBytes is how long a conversation may be to be interpreted as a whole.
const keptBytes = 4 << 20

// eventCost is the overhead of keeping an event.
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

// Received records a message from the server.
func (r *Recorder) Received(t codec.Type, payload []byte) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.settle()
	r.add(Event{Kind: Received, Type: t, Payload: bytes.Clone(payload)})
}

// Remark records what no message can express.
func (r *Recorder) Remark(text string) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.settle()
	r.add(Event{Kind: Remark, Reason: text})
}

// End records the last event: a close; or a remark, if we ended the connection because of something
// the server did that no transcript can expect. It is nil for a session that was cut short.
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

// understand interprets the whole conversation, and rewrites the file if necessary. It needs mu.
func (r *Recorder) understand() {
	s := newStory(&r.whole)
	if text := s.tell(); s.differs() || r.denied {
		r.tell(r.w.Rewrite([]byte(text)))
	}
}

// add records an event. It needs mu.
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

// flush writes the pending lines. It needs mu.
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
