package session

import (
	"fmt"
	"io"
	"sync/atomic"

	"wspipe/commands/status"
)

// traffic counts messages and their bytes.
type traffic struct{ messages, bytes atomic.Int64 }

func (t *traffic) add(bytes int) {
	t.messages.Add(1)
	t.bytes.Add(int64(bytes))
}

func (t *traffic) reset() {
	t.messages.Store(0)
	t.bytes.Store(0)
}

func (t *traffic) String() string {
	return fmt.Sprintf("%s, %s", status.Plural(int(t.messages.Load()), "message"), status.Plural(int(t.bytes.Load()), "byte"))
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
