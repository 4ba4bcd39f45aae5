package stdio

import (
	"io"

	"wspipe/codec"
)

// Formats are how messages are read from stdin and written to stdout.
type Formats struct {
	Input, Output  codec.Format
	MessageType    codec.Type // 0: the format's
	MaxMessageSize int64      // 0: the format's
	FlushEach      bool       // stdout, after each message
	Time           bool       // before each line of stdout
}

// Largest is the limit for a message from the network, in bytes; 0: none.
func (f Formats) Largest() int64 {
	if f.MaxMessageSize == 0 && f.Output.Holds() {
		return codec.DefaultMaxMessageSize
	}
	return f.MaxMessageSize
}

// Reader reads messages; whole says that they are all wanted whole.
func (f Formats) Reader(in io.Reader, whole bool) *codec.Reader {
	return f.reader(in, codec.ReaderOptions{Whole: whole})
}

// AddressedReader reads messages of which each, as a line of JSON, may say which
// client it is for.
func (f Formats) AddressedReader(in io.Reader) *codec.Reader {
	return f.reader(in, codec.ReaderOptions{Addressed: true})
}

func (f Formats) reader(in io.Reader, o codec.ReaderOptions) *codec.Reader {
	o.Type, o.MaxMessageSize = f.MessageType, f.MaxMessageSize
	return codec.NewReader(in, f.Input, o)
}
