package session

import (
	"fmt"
	"io"
	"sync/atomic"

	"wspipe/codec"
	"wspipe/commands/status"
)

// traffic counts messages and their bytes.
type traffic struct{ messages, bytes atomic.Int64 }

func (t *traffic) add(bytes int) {
	t.messages.Add(1)
	t.bytes.Add(int64(bytes))
}

func (t *traffic) String() string {
	return fmt.Sprintf("%s, %s", status.Plural(int(t.messages.Load()), "message"), status.Plural(int(t.bytes.Load()), "byte"))
}

// typed counts the typed messages that are sent.
type typed struct {
	codec.Source
	sent *traffic
}

func (t *typed) Next() (codec.Part, error) {
	part, err := t.Source.Next()
	if err == nil {
		t.sent.add(len(part.Data))
	}
	return part, err
}

type counter struct {
	io.Reader
	n int
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	c.n += n
	return n, err
}
