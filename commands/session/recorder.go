package session

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"sync"
	"time"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/matcher"
	"wspipe/commands/status"
	"wspipe/commands/transcript"
)

// recorder writes the transcript of a session, as --record asks. Each write is
// of whole lines, so that the file can be read whatever ends the program. A nil
// recorder does nothing.
type recorder struct {
	failed func(error) // is told, once, when the file takes no more

	mu      sync.Mutex
	w       io.Writer
	limit   int64         // size in bytes of the longest message
	timeout time.Duration // of the steps, as far as it is written
	last    time.Time     // when the last step was done
	unsure  string        // a message that the connection may not take
	parts   bytes.Buffer  // of a message that is sent in parts
	begun   bool
	over    bool
}

// newRecorder is told the size of the longest message, 0 being the usual one.
func newRecorder(w io.Writer, limit int64, failed func(error)) *recorder {
	if limit == 0 {
		limit = codec.DefaultMaxMessageSize
	}
	return &recorder{w: w, limit: limit, timeout: transcript.DefaultTimeout, failed: failed}
}

// idleRecorder records nothing before restart.
func idleRecorder(limit int64, failed func(error)) *recorder {
	r := newRecorder(io.Discard, limit, failed)
	r.over = true
	return r
}

// active tells whether something is being recorded.
func (r *recorder) active() bool {
	if r == nil {
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return !r.over
}

// restart begins another recording.
func (r *recorder) restart(w io.Writer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.w, r.begun, r.over, r.unsure = w, false, false, ""
}

// stop ends a recording where it is.
func (r *recorder) stop() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.over = true
}

const recordedHeader = `# recorded by wspipe connect --record. wspipe check plays it again, with the flags about the connection that
# connect was given (-H, -u, -s …); wspipe serve --replay plays the server.
`

// begin writes the beginning, once, with the URL as it may be shown, and starts
// the clock.
func (r *recorder) begin(url string, ignored []matcher.Matcher) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last = time.Now()
	if r.begun {
		return
	}
	r.begun = true
	text := recordedHeader + recordedURL(url)
	for _, m := range ignored {
		text += "ignore " + transcript.Escape(m.String()) + "\n"
	}
	r.write(text)
}

// sending comes before a message is given to the connection, whose answer may
// be there before that call returns, and sent comes after it.
func (r *recorder) sending(t client.Type, payload []byte) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.unsure = "> " + transcript.Notation(codec.Type(t), payload) + "\n"
}

func (r *recorder) sent(err error) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if err == nil {
		r.flush()
	}
	r.unsure = ""
}

// gather keeps a part of a message until all are there.
func (r *recorder) gather(part []byte) {
	if r != nil && int64(r.parts.Len()) <= r.limit {
		r.parts.Write(part)
	}
}

// sendingGathered is sending for a message that came in parts.
func (r *recorder) sendingGathered(t client.Type) {
	if r == nil {
		return
	}
	if int64(r.parts.Len()) > r.limit {
		r.mu.Lock()
		r.unsure = fmt.Sprintf("# here a message of more than %d bytes was sent, which is too long to be recorded\n", r.limit)
		r.mu.Unlock()
	} else {
		r.sending(t, r.parts.Bytes())
	}
	r.parts = bytes.Buffer{}
}

// received also tells how to match messages that are like this one.
func (r *recorder) received(t codec.Type, payload []byte) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.flush()
	text := r.patience()
	if loose, ok := transcript.Loosen(t, payload); ok {
		text += "# if this changes from run to run: < " + transcript.Escape(loose) + "\n"
	}
	r.write(text + "< " + transcript.Notation(t, payload) + "\n")
}

// closedByUs and closedByServer are for the end; one of a session that was
// interrupted has none.
func (r *recorder) closedByUs(code int, reason string) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.end("close", code, reason)
}

func (r *recorder) closedByServer(code int, reason string) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.end(r.patience()+"closed", code, reason)
}

// broke is for a connection that we ended because of what the server did,
// which no transcript can expect.
func (r *recorder) broke(why string) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.write("# the connection ended here: " + why + "\n")
	r.over = true
}

// end needs mu.
func (r *recorder) end(word string, code int, reason string) {
	line := fmt.Sprintf("%s %d", word, code)
	if reason != "" {
		line += " " + transcript.Notation(codec.Text, []byte(reason))
	}
	r.write(line + "\n")
	r.over = true
}

// flush writes what is known to have been sent. It needs mu.
func (r *recorder) flush() {
	if r.unsure != "" {
		r.write(r.unsure)
		r.unsure = ""
	}
}

// patience is a line that has the next step wait longer, if it took so long
// this time that the time there is might not do. It needs mu.
func (r *recorder) patience() string {
	took := time.Since(r.last)
	if took < r.timeout/2 {
		return ""
	}
	r.timeout = time.Duration(math.Ceil(2*took.Seconds())) * time.Second
	return fmt.Sprintf("timeout %v\n", r.timeout)
}

// write needs mu.
func (r *recorder) write(lines string) {
	r.last = time.Now()
	if r.over {
		return
	}
	if _, err := io.WriteString(r.w, lines); err != nil {
		r.over = true
		r.failed(status.Localf("--record: %w", status.WithoutPath(err)))
	}
}
