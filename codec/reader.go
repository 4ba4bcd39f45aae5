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
}

// ReaderOptions say how input becomes messages. The zero value is usable.
type ReaderOptions struct {
	// Type of the messages; 0 is the format's default. JSON lines say their own.
	Type Type

	// Whole, for Raw only: the whole input is one message. Without it each read is a message.
	Whole bool

	// Addressed, for JSON only: a line may be for one client, which Client tells, and one that says how a client was closed
	// is a message of the type Close.
	Addressed bool

	// MaxMessageSize is the limit in bytes of payload; a message above it is an InputError. 0: no limit for formats
	// that stream, DefaultMaxMessageSize for those that hold. Reads that become messages (Raw) are cut to it instead.
	MaxMessageSize int64
}

// decoder is what each format does.
type decoder interface {
	next() (Part, error)
	buffered() bool
	where() string
}

// burster is a decoder of a format in which messages stand in the input as they are.
type burster interface {
	burst(b *Burst)
	whereInBurst(behind int64) string
}

// Reader reads messages from a stream. It is not safe for concurrent use.
//
// In the formats of lines a byte order mark at the beginning is left out.
//
// Memory is bounded: a buffer of 64 KiB, and for formats that hold messages about MaxMessageSize more; for a line
// of JSON, whose escapes take up to six characters a byte, up to six times that.
type Reader struct {
	decoder decoder
	err     error
}

// NewReader returns a Reader of messages in r. It does not read before Next is called.
func NewReader(r io.Reader, f Format, o ReaderOptions) *Reader {
	if o.Type == 0 {
		o.Type = f.DefaultType()
	}
	return &Reader{decoder: f.row().reads(r, o, limitFor(f, o.MaxMessageSize))}
}

// Next returns the next message or part of one. A message that fits in the buffer of 64 KiB comes in one part. A
// longer one comes in several in the formats that stream and in Length, and the last of them may be empty.
//
// At the end of the input, after the last complete message, the error is io.EOF. Bad input is an *InputError; an
// error of the underlying reader is returned as it is. Either way all messages before it have been returned, and
// every further call returns the same error.
func (r *Reader) Next() (Part, error) {
	if r.err != nil {
		return Part{}, r.err
	}
	p, err := r.decoder.next()
	r.err = err
	return p, err
}

// Burst is whole messages that stand in the input one after the other. Data is valid until the next call of Next.
type Burst struct {
	Type Type
	Data [][]byte
}

// Burst takes the whole messages that are buffered, as Next would return them, and 256 of them at most. It takes none in formats
// in which messages don't stand as they are, and where Next has to look closer. Where is then about the last of them,
// and WhereInBurst about each.
func (r *Reader) Burst(b *Burst) {
	b.Data = b.Data[:0]
	if d, ok := r.decoder.(burster); ok && r.err == nil {
		d.burst(b)
	}
}

// WhereInBurst is Where for the message that has so many behind it in the last burst.
func (r *Reader) WhereInBurst(behind int) string {
	if d, ok := r.decoder.(burster); ok {
		return d.whereInBurst(int64(behind))
	}
	return r.Where()
}

// Buffered reports whether Next surely returns, be it an error, without reading from the underlying reader, and so
// without blocking. It looks at each byte once, however often it is called, and leaves the last Part's Data valid.
func (r *Reader) Buffered() bool {
	return r.err != nil || r.decoder.buffered()
}

// Where says, for people, where the message or error last returned by Next stands: "line 3", "record 3" (both counted
// from 1), or "byte 1024", the offset (from 0) at which the message begins.
func (r *Reader) Where() string { return r.decoder.where() }

// When is the time that the line of the message last returned by Next gives, zero where it gives none. It can be asked
// for until the next call of Next, or of Buffered. Only JSON has times; one that isn't RFC 3339 is an *InputError.
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

// Client is which client the line of the message last returned is for, 0 for all. It can be asked for as When can. Only
// JSON has clients; one that isn't a number from 1 on is an *InputError.
func (r *Reader) Client() (number int, err error) {
	j, ok := r.decoder.(*jsonLines)
	if !ok {
		return 0, nil
	}
	if number, err = j.client(); err != nil {
		err = &InputError{r.Where(), err}
	}
	return number, err
}

// Decode makes a message of one record, given as an argument. Base64, hex and JSON are decoded, and what is wrong with
// them is an *InputError; in the other formats the bytes as they are are the payload. A t of 0 is the format's default
// type; JSON says its own. The Part may share memory with record.
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
