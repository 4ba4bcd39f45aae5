package codec

import (
	"errors"
	"io"
	"time"
)

// Part is a whole message or a part of one. Data is valid until the next call of Next.
type Part struct {
	Type Type
	Data []byte
	Last bool // the message ends with this part
	// Client is the number of the client that it is for, or 0 for all; only an Addressed Reader sets it.
	Client int
}

// ReaderOptions are the settings of a Reader. The zero value is ready to use.
type ReaderOptions struct {
	// Type is the type of the messages; 0 means the format's default. Lines of JSON have their own.
	Type Type

	// Whole, for Raw only, makes the whole input one message. Otherwise each read is a message.
	Whole bool

	// Addressed, for JSON only, allows a line to be for one client, which Part.Client is, and makes a line that
	// reports how a client was closed a message of type Close.
	Addressed bool

	// MaxMessageSize limits the payload of a message, in bytes; a larger message is an InputError. 0 means no limit
	// for formats that stream, and DefaultMaxMessageSize for those that hold. In Raw, reads that become messages are
	// limited to it instead.
	MaxMessageSize int64
}

// decoder is implemented for each format.
type decoder interface {
	next() (Part, error)
	buffered() bool
	where() string
}

// burster is a decoder of a format whose messages are in the input unencoded.
type burster interface {
	burst(b *Burst)
	whereInBurst(behind int64) string
}

// Reader reads messages from a stream. It is not safe for concurrent use.
//
// In line-based formats, a byte order mark at the beginning is skipped.
//
// Memory use is bounded: a buffer of 64 KiB, plus about MaxMessageSize for formats that hold messages, or up to six
// times that for a line of JSON, whose escapes take up to six characters per byte.
type Reader struct {
	decoder decoder
	err     error
}

// NewReader returns a Reader of the messages in r. It does not read before Next is called.
func NewReader(r io.Reader, f Format, o ReaderOptions) *Reader {
	if o.Type == 0 {
		o.Type = f.DefaultType()
	}
	return &Reader{decoder: f.row().reads(r, o, limitFor(f, o.MaxMessageSize))}
}

// Next returns the next message or part of one. A message that fits in the buffer of 64 KiB is returned in one part.
// A longer one is split into several in the formats that stream and in Length; the last part may be empty.
//
// At the end of the input, after the last complete message, the error is io.EOF. Bad input is an *InputError; an
// error of the underlying reader is returned as it is. In either case all messages before the error have been
// returned, and every further call returns the same error.
func (r *Reader) Next() (Part, error) {
	if r.err != nil {
		return Part{}, r.err
	}
	p, err := r.decoder.next()
	r.err = err
	return p, err
}

// Burst holds consecutive whole messages of the input. Data is valid until the next call of Next.
type Burst struct {
	Type Type
	Data [][]byte
}

// Burst takes the whole messages that are buffered, as Next would return them, up to 256. It takes none in formats
// that encode messages, or if Next has to take a closer look. Where is then about the last of them, and WhereInBurst
// about each.
func (r *Reader) Burst(b *Burst) {
	b.Data = b.Data[:0]
	if d, ok := r.decoder.(burster); ok && r.err == nil {
		d.burst(b)
	}
}

// WhereInBurst is Where for the message that has this many after it in the last burst.
func (r *Reader) WhereInBurst(behind int) string {
	if d, ok := r.decoder.(burster); ok {
		return d.whereInBurst(int64(behind))
	}
	return r.Where()
}

// Buffered reports whether Next is sure to return, with or without an error, without reading from the underlying
// reader, and so without blocking. It looks at each byte only once, however often it is called, and leaves the last
// Part's Data valid.
func (r *Reader) Buffered() bool {
	return r.err != nil || r.decoder.buffered()
}

// Where returns, in words, the place of the message or error last returned by Next: "line 3" or "record 3" (both
// counted from 1), or "byte 1024", the offset (from 0) at which the message begins.
func (r *Reader) Where() string { return r.decoder.where() }

// When returns the time given in the line of the message last returned by Next, or the zero time if there is none. It
// can be called until the next call of Next or Buffered. Only JSON has times; one that isn't RFC 3339 is an
// *InputError.
func (r *Reader) When() (time.Time, error) {
	j, ok := r.decoder.(*jsonLines)
	if !ok {
		return time.Time{}, nil
	}
	at, err := j.when()
	if err != nil {
		return at, &InputError{r.Where(), errors.New(`"time" is not in the form of RFC 3339`)}
	}
	return at, nil
}

// Decode decodes one record, given as an argument, into a message. It decodes Base64, Hex and JSON, and returns an
// *InputError for invalid ones; in the other formats, the bytes themselves are the payload. If t is 0, the type is
// the format's default; JSON gives its own. The Part may share memory with record.
func Decode(f Format, t Type, record []byte) (Part, error) {
	if t == 0 {
		t = f.DefaultType()
	}
	decodes := f.row().decodes
	if decodes == nil {
		return Part{Type: t, Data: record, Last: true}, nil
	}
	t, data, err := decodes(t, record)
	if err != nil {
		return Part{}, &InputError{Err: err}
	}
	return Part{Type: t, Data: data, Last: true}, nil
}
