package tunnel

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"

	"golang.org/x/net/http2"
)

// Read implements net.Conn. It returns io.EOF if the server has ended the stream or the
// connection.
func (c *Conn) Read(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.arrived.Len() == 0 {
		if c.over != nil {
			return 0, c.over
		}
		c.changed.Wait()
	}
	n, _ := c.arrived.Read(p)
	c.used(n)
	return n, nil
}

// Ahead reports whether Read has something to return without waiting. Only the goroutine that
// reads may rely on it.
func (c *Conn) Ahead() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.arrived.Len() > 0
}

// receive reads frames until there are no more. It never waits for the reader: among
// them are the frames that allow us to write.
func (c *Conn) receive() {
	defer close(c.done)
	var err error
	defer func() { c.lost(err) }()
	for err == nil {
		var f http2.Frame
		if f, err = c.framer.ReadFrame(); err == nil {
			err = c.take(f)
		}
	}
}

// lost handles the end of the connection. An end in the middle of an HTTP/2 frame says
// nothing about the WebSocket's frames. err is nil after a panic.
func (c *Conn) lost(err error) {
	c.mu.Lock()
	leaving := c.leaving
	c.mu.Unlock()
	switch {
	case leaving != nil:
		c.end(leaving, leaving)
	case err == nil, errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		c.end(io.EOF, io.ErrClosedPipe)
	default:
		c.end(err, err)
	}
}

// end makes reads and writes fail, unless they already do.
func (c *Conn) end(over, shut error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.over == nil {
		c.over = over
	}
	if c.shut == nil {
		c.shut = shut
	}
	c.changed.Broadcast()
}

func (c *Conn) take(f http2.Frame) error {
	if id := f.Header().StreamID; id != 0 && id != stream {
		return http2.ConnectionError(http2.ErrCodeProtocol) // we have opened no such stream, and accept none
	}
	switch f := f.(type) {
	case *http2.RSTStreamFrame:
		reset := &ResetError{f.ErrCode}
		c.end(reset, reset)
		return nil
	case *http2.GoAwayFrame:
		return c.goesAway(f)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	defer c.changed.Broadcast()
	switch f := f.(type) {
	case *http2.SettingsFrame:
		return c.setting(f)
	case *http2.PingFrame:
		return c.pinged(f)
	case *http2.WindowUpdateFrame:
		return c.allowed(f)
	case *http2.MetaHeadersFrame:
		return c.header(f)
	case *http2.DataFrame:
		return c.data(f)
	case *http2.PushPromiseFrame:
		return http2.ConnectionError(http2.ErrCodeProtocol)
	}
	return nil
}

// goesAway leaves our stream alone if the server does.
func (c *Conn) goesAway(f *http2.GoAwayFrame) error {
	gone := &GoneError{f.ErrCode, string(f.DebugData())}
	if f.LastStreamID < stream {
		return gone
	}
	if f.ErrCode != http2.ErrCodeNo {
		c.mu.Lock()
		c.leaving = gone
		c.mu.Unlock()
	}
	return nil
}

// setting needs mu, as do the functions after it.
func (c *Conn) setting(f *http2.SettingsFrame) error {
	if f.IsAck() {
		return nil
	}
	err := f.ForeachSetting(func(s http2.Setting) error {
		switch s.ID {
		case http2.SettingEnableConnectProtocol:
			c.extended = s.Val == 1
		case http2.SettingInitialWindowSize:
			c.streamLeft += int64(s.Val) - c.streamFirst
			c.streamFirst = int64(s.Val)
		}
		return s.Valid()
	})
	c.settled = true
	c.dues.settings++
	c.owe()
	return err
}

func (c *Conn) pinged(f *http2.PingFrame) error {
	const enough = 1000
	switch {
	case f.IsAck():
		return nil
	case len(c.dues.pings) == enough: // a flood from a peer that reads no answers
		return http2.ConnectionError(http2.ErrCodeEnhanceYourCalm)
	}
	c.dues.pings = append(c.dues.pings, f.Data)
	c.owe()
	return nil
}

func (c *Conn) allowed(f *http2.WindowUpdateFrame) error {
	left := &c.connectionLeft
	if f.StreamID == stream {
		left = &c.streamLeft
	}
	if *left += int64(f.Increment); *left > 1<<31-1 {
		return http2.ConnectionError(http2.ErrCodeFlowControl)
	}
	return nil
}

// header takes the answer, after any interim ones. After the data, a header can only
// end the stream.
func (c *Conn) header(f *http2.MetaHeadersFrame) error {
	if c.answer == nil {
		status, err := strconv.ParseUint(f.PseudoValue("status"), 10, 16)
		switch {
		case f.Truncated:
			return errors.New("the answer has a header of more than 1 MiB")
		case err != nil || status < 100 || status > 999:
			return errors.New("the answer has no status")
		case status/100 == 1 && status != http.StatusSwitchingProtocols && !f.StreamEnded():
			return nil
		}
		c.answer = &Answer{int(status), slices.Clone(f.RegularFields())}
	}
	c.ends(f.StreamEnded())
	return nil
}

func (c *Conn) data(f *http2.DataFrame) error {
	payload := f.Data()
	switch padding := int(f.Length) - len(payload); {
	case c.answer == nil || c.over != nil: // the latter also after Close
		return http2.ConnectionError(http2.ErrCodeProtocol)
	case c.arrived.Len()+c.dues.read+int(f.Length) > window:
		return http2.ConnectionError(http2.ErrCodeFlowControl)
	default:
		c.arrived.Write(payload)
		c.used(padding)
	}
	c.ends(f.StreamEnded())
	return nil
}

func (c *Conn) ends(ended bool) {
	if ended && c.over == nil {
		c.over = io.EOF
	}
}
