package codec

import (
	"bufio"
	"fmt"
	"io"
	"time"
)

// WriterOptions say how messages become output. The zero value is usable.
type WriterOptions struct {
	// MaxMessageSize is the limit in bytes of payload for formats that hold messages; 0 is DefaultMaxMessageSize.
	// It does not apply to formats that stream. Length, whose lengths have 32 bits, takes no more than 4 GiB - 1.
	MaxMessageSize int64

	// Escape shows what would steer a terminal as \x1b, \u009b or \xff instead: control characters other than tab and
	// newline, characters that are invisible or change the direction, and invalid UTF-8. It is for Lines, Null and Length; in JSON such characters become JSON's own escapes.
	Escape bool

	// Time begins each line of the output with the time, RFC 3339 with milliseconds in UTC, and a blank. It is for Lines,
	// Base64 and Hex.
	Time bool

	// Now is the clock for the times in JSON lines and of Time; nil is time.Now.
	Now func() time.Time
}

// Writer writes messages to a stream. It is not safe for concurrent use. What is written stands in a buffer of 64 KiB
// until that is full or Flush is called; of a larger payload nothing is copied.
type Writer struct {
	out    *output
	buf    *bufio.Writer
	plain  io.Writer // buf, without its ReadFrom
	format Format
	row    row
	limit  int64
	now    func() time.Time
	stamp  timestamp
	escape *escaper // nil when nothing is to be escaped
	held   holder
	client int    // who sent what is written, in JSON; 0: not said
	end    string // of that client's connections, which end; empty: not said
	cut    bool   // the last message was not read to its end, and has no terminator yet
}

// NewWriter returns a Writer of messages to w.
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

// From says what is written from now on is about, for the lines of JSON: which client of a server, and where something
// stands on either side of it, from which end that came. 0 and the empty text leave them out.
func (w *Writer) From(client int, end string) { w.client, w.end = client, end }

// Message writes one message. In the formats that stream, body is copied as it is read, by its WriteTo if it has one.
// In the others it is held until it ended, except that Length trusts a body with a method Len() int, as *bytes.Reader
// has, to yield that many bytes. Type shows in JSON only, where text that isn't UTF-8 is binary.
//
// An error of the output is an *OutputError, and every further call returns it. An error of body is returned as it
// is: of a message that streams, what came before it is kept, and the terminator is written only before the next
// message; of one that is held, nothing is written. A message that is too large is a *LimitError.
func (w *Writer) Message(t Type, body io.Reader) error {
	if w.out.err != nil {
		return w.out.err
	}
	if w.row.encodes != nil {
		return w.whole(t, body)
	}
	return w.row.streams(w, body)
}

func (w *Writer) line(body io.Reader) error { return w.terminated(body, '\n') }

func (w *Writer) null(body io.Reader) error { return w.terminated(body, 0) }

func (w *Writer) raw(body io.Reader) error {
	_, err := w.stream(body)
	return err
}

func (w *Writer) terminated(body io.Reader, end byte) error {
	if w.cut {
		w.cut = false
		if err := w.buf.WriteByte(end); err != nil {
			return err
		}
	}
	n, err := w.copy(body)
	if err != nil {
		w.cut = n > 0
		return err
	}
	return w.buf.WriteByte(end)
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

// whole writes a message in a format that must have seen all of it first.
func (w *Writer) whole(t Type, body io.Reader) error {
	defer w.held.release()
	payload, err := w.held.hold(body, w.limit)
	if err != nil {
		return err
	}
	return w.row.encodes(w, t, payload)
}

// Event writes a line of JSON about something other than a message. In other formats it writes nothing.
func (w *Writer) Event(e Event) error {
	if w.out.err != nil || w.format != JSON {
		return w.out.err
	}
	e.Client, e.From = w.client, w.end
	line, err := e.line(string(w.stamp.append(nil, w.now(), 9)))
	if err != nil {
		return fmt.Errorf("event %q: %w", e.Type, err)
	}
	_, err = w.buf.Write(w.safeJSON(line))
	return err
}

// stream copies body into the buffer. bufio's ReadFrom is kept out of it: it
// reads into the free part of the buffer, which a Flush meanwhile moves.
func (w *Writer) stream(body io.Reader) (int64, error) {
	return io.Copy(w.plain, body)
}

// Flush hands what is buffered to the underlying writer. The body of a message
// may call it, from within its Read, when it has to wait for more.
func (w *Writer) Flush() error {
	if w.out.err != nil {
		return w.out.err
	}
	return w.buf.Flush()
}

// output marks the errors of the underlying writer as such, and remembers the first.
type output struct {
	w   io.Writer
	err error
}

func (o *output) Write(p []byte) (int, error) {
	n, err := o.w.Write(p)
	if err == nil && n < len(p) {
		err = io.ErrShortWrite
	}
	if err != nil {
		o.err = &OutputError{err}
	}
	return n, o.err
}
