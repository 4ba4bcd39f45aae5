package stdio

import (
	"errors"
	"io"

	"wspipe/client"
)

// brokenText is a message that is read up to where it turns out not to be
// UTF-8, with what shows that, as if it ended there.
type brokenText struct {
	io.Reader
	err  *client.ProtocolError // that was met; nil in a message that is whole
	rest []byte                // of its payload
}

func (b *brokenText) Read(p []byte) (int, error) {
	if b.err == nil {
		n, err := b.Reader.Read(p)
		if b.err = notUTF8(err); b.err == nil {
			return n, err
		}
		b.rest = b.err.Payload
		return n, nil
	}
	n := copy(p, b.rest)
	b.rest = b.rest[n:]
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// notUTF8 is err where it says so of a text message, else nil.
func notUTF8(err error) *client.ProtocolError {
	var broke *client.ProtocolError
	if errors.As(err, &broke) && broke.Payload != nil {
		return broke
	}
	return nil
}

// Failing stands for the rest of a message that never came.
type Failing struct{ Err error }

func (f Failing) Read([]byte) (int, error) { return 0, f.Err }
