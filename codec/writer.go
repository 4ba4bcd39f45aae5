package codec

import (
	"bufio"
	"fmt"
	"io"
	"time"
)

// WriterOptions are the settings of a Writer. The zero value is ready to use.
type WriterOptions struct {
	// MaxMessageSize limits the payload of a message, in bytes, in formats that hold messages; 0 means
	// DefaultMaxMessageSize. It does not apply to formats that stream. Length, with its 32-bit lengths, takes no more
	// than 4 GiB - 1.
	MaxMessageSize int64

	// Escape replaces what would control a terminal with \x1b, \u009b or \xff: control characters other than tab and
	// newline, characters that are invisible or change the text direction, and invalid UTF-8. It applies to Lines,
	// Null and Length; in JSON, such characters become JSON's own escapes.
	Escape bool

	// Time starts each line of the output with the time, as RFC 3339 with milliseconds in UTC, and a blank. It
	// applies to Lines, Base64 and Hex.
	Time bool

	// Now is the clock for Time and for the times in JSON lines; nil means time.Now.
	Now func() time.Time
}

// Writer writes messages to a stream. It is not safe for concurrent use. Output is kept in a buffer of 64 KiB until
// that is full or Flush is called; larger payloads are not copied.
type Writer struct {
	out    *output
	buf    *bufio.Writer
	plain  io.Writer // buf without its ReadFrom
	format Format
	row    row
	limit  int64
	now    func() time.Time
	stamp  timestamp
	escape *escaper // nil if nothing is escaped
	held   holder
	cut    bool // the last message was not read to its end, and has no terminator yet
}

// NewWriter returns a Writer that writes messages to w.
func NewWriter(w io.Writer, f Format, o WriterOptions) *Writer {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Time {
		w = &lineTimes{w: w, now: o.Now}
	}
	out := &output{w: w}
	buf := bufio.NewWriterSize(out, bufferSize)
	writer := &Writer{out: out, buf: buf, plain: struct{ io.Writer }{buf}, format: f, row: f.row(), limit: limitFor(f, o.MaxMessageSize), now: o.Now}
	if o.Escape {
		writer.escape = &escaper{w: buf}
	}
	return writer
}

// Message writes one message. Formats that stream copy body as it is read, with its WriteTo if it has one. The others
// hold it until its end, except that Length trusts a body with a method Len() int, such as *bytes.Reader, to yield
// that many bytes. The type appears only in JSON, where text that isn't UTF-8 is binary.
//
// An error of the output is an *OutputError, and every further call returns it. An error of body is returned as it
// is. In a format that streams, what came before it stays written, and the terminator is written just before the next
// message; in a format that holds, nothing is written. If a message is too large, the error is a *LimitError.
func (w *Writer) Message(t Type, body io.Reader) error { return w.MessageFrom(From{}, t, body) }

// MessageFrom is Message, with the origin that JSON gives.
func (w *Writer) MessageFrom(from From, t Type, body io.Reader) error {
	if w.out.err != nil {
		return w.out.err
	}
	if w.row.encodes != nil {
		return w.whole(from, t, body)
	}
	return w.row.streams(w, body)
}

func (w *Writer) copy(body io.Reader) (int64, error) {
	if w.escape == nil {
		return w.stream(body)
	}
	n, err := io.Copy(w.escape, body)
	if end := w.escape.finish(); err == nil {
		err = end
	}
	return n, err
}

// whole writes a message in a format that needs all of it first.
func (w *Writer) whole(from From, t Type, body io.Reader) error {
	defer w.held.release()
	payload, err := w.held.hold(body, w.limit)
	if err != nil {
		return err
	}
	return w.row.encodes(w, from, t, payload)
}

// Event writes a line of JSON about something other than a message. In other formats it writes nothing.
func (w *Writer) Event(e Event) error {
	if w.out.err != nil || w.format != JSON {
		return w.out.err
	}
	w.out.since = w.now()
	line, err := e.line(string(w.stamp.append(nil, w.out.since, 9)))
	if err != nil {
		return fmt.Errorf("event %q: %w", e.Type, err)
	}
	_, err = w.buf.Write(w.safeJSON(line))
	return err
}

// stream copies body into the buffer, but not with bufio's ReadFrom: that reads into the free part of the buffer,
// which a Flush in the meantime moves.
func (w *Writer) stream(body io.Reader) (int64, error) {
	return io.Copy(w.plain, body)
}

// Flush writes what is buffered to the underlying writer. The body of a message may call it, from within its Read,
// when it has to wait for more.
func (w *Writer) Flush() error {
	if w.out.err != nil {
		return w.out.err
	}
	return w.buf.Flush()
}

// moment returns the time of a message. Messages that leave the buffer together came together, and have the same time:
// to ask for that of each would cost as much as the rest of its line.
func (w *Writer) moment() time.Time {
	if w.out.since.IsZero() {
		w.out.since = w.now()
	}
	return w.out.since
}

// output wraps errors of the underlying writer in OutputError, and remembers the first.
type output struct {
	w     io.Writer
	err   error
	since time.Time // the time of what is buffered; zero if nothing with a time is
}

func (o *output) Write(p []byte) (int, error) {
	o.since = time.Time{}
	n, err := o.w.Write(p)
	if err == nil && n < len(p) {
		err = io.ErrShortWrite
	}
	if err != nil {
		o.err = &OutputError{err}
	}
	return n, o.err
}
