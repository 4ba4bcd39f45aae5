package stdio

import (
	"io"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/status"
)

// What appears where:
//
//   - stdout carries payloads in the format asked for; with --json, one line
//     an event. Nothing else, in no mode.
//   - It is written when the network has nothing more at once, or after each
//     message with --flush message, and before the program ends.
//   - On a terminal, bytes that would steer it are shown escaped, but for the
//     raw format.
//   - stderr carries everything else: one line when something failed, the
//     prompt, and what -v and -vv show (report.go).

// Output is the way from the client to stdout. Only the client's goroutine uses it.
type Output struct {
	W         *codec.Writer
	flushEach bool
	streams   bool                  // a message is printed while it comes
	Cut       bool                  // the last one was not whole, and was begun
	anyBytes  bool                  // text that isn't UTF-8 can be shown
	shown     *client.ProtocolError // about what was
	err       error
}

// NewOutput writes to stdout as f says.
func NewOutput(s Streams, o Formats) *Output {
	w := codec.NewWriter(s.Out, o.Output, codec.WriterOptions{
		MaxMessageSize: o.MaxMessageSize,
		Escape:         s.OutTTY && o.Output != codec.Raw,
	})
	return &Output{W: w, flushEach: o.FlushEach, streams: !o.Output.Holds(), anyBytes: showsAnyBytes(o.Output)}
}

// Message prints one, and tells whether all of it came. An error is stdout's;
// one of the connection shows elsewhere.
func (o *Output) Message(t codec.Type, body io.Reader) (complete bool, err error) {
	if o.err != nil {
		return false, nil // said already
	}
	if o.anyBytes && !whole(body) {
		text := &brokenText{Reader: body}
		err = o.W.Message(t, text)
		o.shown = text.err
	} else {
		err = o.W.Message(t, body)
	}
	complete = err == nil && o.shown == nil
	o.Cut = o.streams && !complete
	if complete && o.flushEach {
		err = o.W.Flush()
	}
	return complete, o.failure(err)
}

// Flush writes what is held back.
func (o *Output) Flush() error { return o.failure(o.W.Flush()) }

func (o *Output) event(e codec.Event) error { return o.failure(o.W.Event(e)) }

// Opened prints that a connection opened, with --json.
func (o *Output) Opened(e client.OpenEvent) error {
	return o.event(codec.Event{Type: "open", URL: e.URL, Protocol: e.Protocol, Extensions: e.Extensions, Status: e.StatusCode, Headers: withoutCredentials(e.Header)})
}

// Closed prints how a connection was closed, with --json.
func (o *Output) Closed(e client.CloseEvent) error {
	return o.event(codec.Event{Type: "close", Code: e.Code, Reason: e.Reason, Clean: &e.WasClean})
}

// Control prints a "ping" or a "pong".
func (o *Output) Control(kind string, data []byte) error {
	return o.event(codec.Event{Type: kind, Data: data})
}

// Broke shows what arrived of a text message that isn't UTF-8, if that is what
// err is about, in the formats that can. begun was read of it before.
func (o *Output) Broke(begun io.Reader, err error) error {
	broke := notUTF8(err)
	if !o.anyBytes || broke == nil || broke == o.shown {
		return nil
	}
	_, err = o.Message(codec.Text, io.MultiReader(begun, Failing{err}))
	return err
}

// whole tells a message that has arrived from one that is still coming.
func whole(body io.Reader) bool {
	_, ok := body.(interface{ Len() int })
	return ok
}

// Failed prints an error, with --json.
func (o *Output) Failed(message string) error {
	return o.event(codec.Event{Type: "error", Message: message})
}

// failure passes an error of stdout on, once.
func (o *Output) failure(err error) error {
	if err == nil || o.err != nil || !status.Is[*codec.OutputError](err) {
		return nil
	}
	o.err = err
	return err
}

// withoutCredentials is a header fit to be printed.
func withoutCredentials(h map[string][]string) map[string][]string {
	shown := map[string][]string{}
	for name, values := range h {
		for _, value := range values {
			shown[name] = append(shown[name], status.Redacted(name, value))
		}
	}
	return shown
}
