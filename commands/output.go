package commands

import (
	"io"

	"wspipe/client"
	"wspipe/codec"
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

// output is the way from the client to stdout. Only the client's goroutine uses it.
type output struct {
	w         *codec.Writer
	flushEach bool
	streams   bool                  // a message is printed while it comes
	cut       bool                  // the last one was not whole, and was begun
	anyBytes  bool                  // text that isn't UTF-8 can be shown
	shown     *client.ProtocolError // about what was
	err       error
}

func newOutput(s streams, o options) *output {
	w := codec.NewWriter(s.out, o.output, codec.WriterOptions{
		MaxMessageSize: o.maxMessageSize,
		Escape:         s.outTTY && o.output != codec.Raw,
	})
	return &output{w: w, flushEach: o.flushEach, streams: !o.output.Holds(), anyBytes: showsAnyBytes(o.output)}
}

// message prints one, and tells whether all of it came. An error is stdout's;
// one of the connection shows elsewhere.
func (o *output) message(t codec.Type, body io.Reader) (complete bool, err error) {
	if o.err != nil {
		return false, nil // said already
	}
	if o.anyBytes && !whole(body) {
		text := &brokenText{Reader: body}
		err = o.w.Message(t, text)
		o.shown = text.err
	} else {
		err = o.w.Message(t, body)
	}
	complete = err == nil && o.shown == nil
	o.cut = o.streams && !complete
	if complete && o.flushEach {
		err = o.w.Flush()
	}
	return complete, o.failure(err)
}

func (o *output) flush() error { return o.failure(o.w.Flush()) }

func (o *output) event(e codec.Event) error { return o.failure(o.w.Event(e)) }

func (o *output) opened(e client.OpenEvent) error {
	return o.event(codec.Event{Type: "open", URL: e.URL, Protocol: e.Protocol, Extensions: e.Extensions, Status: e.StatusCode, Headers: withoutCredentials(e.Header)})
}

func (o *output) closed(e client.CloseEvent) error {
	return o.event(codec.Event{Type: "close", Code: e.Code, Reason: e.Reason, Clean: &e.WasClean})
}

// control prints a "ping" or a "pong".
func (o *output) control(kind string, data []byte) error {
	return o.event(codec.Event{Type: kind, Data: data})
}

// broke shows what arrived of a text message that isn't UTF-8, if that is what
// err is about, in the formats that can. begun was read of it before.
func (o *output) broke(begun io.Reader, err error) error {
	broke := notUTF8(err)
	if !o.anyBytes || broke == nil || broke == o.shown {
		return nil
	}
	_, err = o.message(codec.Text, io.MultiReader(begun, failing{err}))
	return err
}

// whole tells a message that has arrived from one that is still coming.
func whole(body io.Reader) bool {
	_, ok := body.(interface{ Len() int })
	return ok
}

func (o *output) failed(message string) error {
	return o.event(codec.Event{Type: "error", Message: message})
}

// failure passes an error of stdout on, once.
func (o *output) failure(err error) error {
	if err == nil || o.err != nil || !is[*codec.OutputError](err) {
		return nil
	}
	o.err = err
	return err
}
