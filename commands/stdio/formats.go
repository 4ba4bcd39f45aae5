package stdio

import (
	"io"

	"wspipe/codec"
)

// Formats say how messages are read from stdin and written to stdout.
type Formats struct {
	Input, Output  codec.Format
	MessageType    codec.Type // 0 for the format's default
	MaxMessageSize int64      // 0 for the format's default
	FlushEach      bool       // stdout, after each message
	Time           bool       // before each line of stdout
}

// Largest returns the limit for a message from the network, in bytes; 0 means none.
func (f Formats) Largest() int64 {
	if f.MaxMessageSize == 0 && f.Output.Holds() {
		return codec.DefaultMaxMessageSize
	}
	return f.MaxMessageSize
}

// Reader returns a reader of messages; whole makes it return each of them whole.
func (f Formats) Reader(in io.Reader, whole bool) *codec.Reader {
	return f.reader(in, codec.ReaderOptions{Whole: whole})
}

// AddressedReader returns a reader of messages that, as lines of JSON, may name the client they are
// for.
func (f Formats) AddressedReader(in io.Reader) *codec.Reader {
	return f.reader(in, codec.ReaderOptions{Addressed: true})
}

func (f Formats) reader(in io.Reader, o codec.ReaderOptions) *codec.Reader {
	o.Type, o.MaxMessageSize = f.MessageType, f.MaxMessageSize
	return codec.NewReader(in, f.Input, o)
}
