package stdio

import (
	"io"
	"syscall"

	"wspipe/client"
	"wspipe/client/errno"
	"wspipe/codec"
	"wspipe/commands/status"
)

// What appears where:
//
//   - stdout carries payloads in the chosen format; with --json, one line per event. Nothing else,
//     in any mode.
//   - It is written when the network has nothing more to read at once, or after each message with
//     --flush message, and before the program ends.
//   - On a terminal, bytes that would control it are escaped, except in the raw format.
//   - stderr carries everything else: one line when something failed, the prompt, and what -v and
//     -vv show (voice.go).

// Output writes what the client receives to stdout. Only the client's goroutine uses it. Once
// stdout has failed, nothing more is written.
type Output struct {
	*output
	from codec.From // the origin of what is printed
}

type output struct {
	w         *codec.Writer
	flushEach bool
	events    bool                  // the format has them
	streams   bool                  // messages are printed as they arrive
	Cut       bool                  // the last message was incomplete, and its beginning was printed
	anyBytes  bool                  // the format can show text that isn't UTF-8
	shown     *client.ProtocolError // the error whose text was shown
	err       error
	ended     func(error)
}

// NewOutput writes to stdout as o says. It calls ended once stdout accepts no more: with its error,
// or with nil if its reader has gone, which is no failure.
func NewOutput(s Streams, o Formats, ended func(error)) Output {
	w := codec.NewWriter(s.Out, o.Output, codec.WriterOptions{
		MaxMessageSize: o.MaxMessageSize,
		Escape:         s.OutTTY && o.Output != codec.Raw,
		Time:           o.Time,
	})
	return Output{output: &output{w: w, flushEach: o.FlushEach, events: o.Output == codec.JSON, streams: !o.Output.Holds(), anyBytes: o.Output.Encodes(), ended: ended}}
}

// Of returns the same output for what comes from a client of a server, or from one end of it.
func (o Output) Of(from codec.From) Output { return Output{o.output, from} }

// Message prints a message, and reports whether all of it arrived and was written.
func (o Output) Message(t codec.Type, body io.Reader) (complete bool) {
	if o.err != nil {
		return false
	}
	var err error
	if o.anyBytes && !whole(body) {
		text := &brokenText{Reader: body}
		err = o.w.MessageFrom(o.from, t, text)
		o.shown = text.err
	} else {
		err = o.w.MessageFrom(o.from, t, body)
	}
	complete = err == nil && o.shown == nil
	o.Cut = o.streams && !complete
	if complete && o.flushEach {
		err = o.w.Flush()
	}
	o.note(err)
	return complete && o.err == nil
}

// Flush writes what is buffered.
func (o Output) Flush() { o.note(o.w.Flush()) }

func (o Output) event(e codec.Event) {
	e.From = o.from
	o.note(o.w.Event(e))
}

// Opened prints that a connection opened, with --json.
func (o Output) Opened(e client.OpenEvent) {
	if o.events { // to make one takes time
		o.event(OpenEvent(e))
	}
}

// Closed prints how a connection was closed, with --json.
func (o Output) Closed(e client.CloseEvent) {
	o.event(codec.Event{Type: "close", Code: e.Code, Reason: e.Reason, Clean: &e.WasClean})
}

// Control prints a "ping" or a "pong".
func (o Output) Control(kind string, data []byte) { o.event(codec.Event{Type: kind, Data: data}) }

// Broke prints what arrived of a text message that isn't UTF-8, if that is what err is about, in
// formats that can show it. begun returns what was already read of it.
func (o Output) Broke(begun io.Reader, err error) {
	broke := notUTF8(err)
	if o.anyBytes && broke != nil && broke != o.shown {
		o.Message(codec.Text, io.MultiReader(begun, Failing{err}))
	}
}

// whole reports whether a message has completely arrived.
func whole(body io.Reader) bool {
	_, ok := body.(interface{ Len() int })
	return ok
}

// Failed prints an error, with --json.
func (o Output) Failed(message string) { o.event(codec.Event{Type: "error", Message: message}) }

// note checks whether err is stdout's: errors of a message being read are reported elsewhere.
func (o *output) note(err error) {
	switch {
	case err == nil, o.err != nil, !status.Is[*codec.OutputError](err):
	case errno.Is(err, syscall.EPIPE):
		o.err = err
		o.ended(nil)
	default:
		o.err = err
		o.ended(status.Localf("stdout: %w", status.WithoutPath(err)))
	}
}

// withoutCredentials returns a header that is safe to print.
func withoutCredentials(h map[string][]string) map[string][]string {
	shown := map[string][]string{}
	for name, values := range h {
		for _, value := range values {
			shown[name] = append(shown[name], status.Redacted(name, value))
		}
	}
	return shown
}
