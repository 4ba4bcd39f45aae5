package stdio

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"wspipe/client"
	"wspipe/commands/status"
)

// Verbosity is how much stderr says.
type Verbosity struct {
	Quiet   bool
	Verbose int // 1: handshakes, 2: frames
	Color   bool
}

// Voice is what stderr says during a session: the handshake with -v, as curl shows it, and every
// frame with -vv.
type Voice struct {
	W io.Writer // safe for several goroutines
	Verbosity
	adjusted *atomic.Int32 // the current verbosity if it can change, or nil
}

// NewVoice returns a Voice that writes to stderr.
func NewVoice(s Streams, v Verbosity) *Voice {
	v.Color = v.Color && s.ErrTTY
	if v.Quiet {
		v.Verbose = 0
	}
	return &Voice{W: s.Err, Verbosity: v}
}

// To redirects the voice to w, without colours and as verbose as Louder says. It must be called
// before anything is said.
func (r *Voice) To(w io.Writer) {
	r.W, r.Color, r.adjusted = w, false, new(atomic.Int32)
	r.adjusted.Store(int32(r.Verbose))
}

// Louder sets the verbosity. To must have been called.
func (r *Voice) Louder(verbose int) { r.adjusted.Store(int32(verbose)) }

// says reports whether the voice is that verbose now.
func (r *Voice) says(verbose int) bool {
	if r.adjusted != nil {
		return int(r.adjusted.Load()) >= verbose
	}
	return r.Verbose >= verbose
}

// Say reports what went wrong without changing the status.
func (r *Voice) Say(text string) {
	if !r.Quiet {
		fmt.Fprintln(r.W, "wspipe: "+text)
	}
}

// SayAll says each text on a line of its own, with its blanks as they are.
func (r *Voice) SayAll(texts []string) {
	for _, text := range texts {
		r.Say(status.Masked(text))
	}
}

// Line says something with a mark before it: > for sent, < for received, * for anything else.
func (r *Voice) Line(mark, text string) {
	if r.Color {
		mark = "\x1b[2m" + mark + "\x1b[0m"
	}
	fmt.Fprintln(r.W, mark+" "+text)
}

// Notes says each text with -v.
func (r *Voice) Notes(texts []string) {
	if r.says(1) {
		for _, text := range texts {
			r.Line("*", status.Printable(text))
		}
	}
}

// Trace makes package client report what the verbosity asks for.
func (r *Voice) Trace() client.Trace {
	var t client.Trace
	if r.says(1) || r.adjusted != nil {
		t.Request, t.Response = r.request, r.response
		t.Proxy = r.proxy
	}
	if r.says(2) || r.adjusted != nil {
		t.Frame = r.Frame
	}
	return t
}

func (r *Voice) proxy(proxy string) {
	if r.says(1) {
		r.Line("*", "proxy "+status.Printable(proxy))
	}
}

func (r *Voice) request(req *http.Request) {
	if !r.says(1) {
		return
	}
	r.Line(">", req.Method+" "+req.RequestURI+" "+req.Proto)
	if req.ProtoMajor == 2 {
		r.Line(">", ":authority: "+req.Host)
	} else {
		r.Line(">", "Host: "+req.Host)
	}
	r.Header(">", req.Header)
}

func (r *Voice) response(resp *http.Response) {
	if !r.says(1) {
		return
	}
	r.Line("<", resp.Proto+" "+status.Printable(resp.Status))
	r.Header("<", resp.Header)
}

// Header shows a header without its secrets.
func (r *Voice) Header(mark string, h http.Header) {
	names := make([]string, 0, len(h))
	for name := range h {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range h[name] {
			r.Line(mark, name+": "+status.Redacted(name, value))
		}
	}
}

// Opened reports that the handshake is done.
func (r *Voice) Opened(e client.OpenEvent) {
	if !r.says(1) {
		return
	}
	r.Line("*", connected(e))
	text := "open" + spent(e.Timings)
	if e.Protocol != "" {
		text += ", subprotocol " + status.Printable(e.Protocol)
	}
	if e.Extensions != "" {
		text += ", extensions " + status.Printable(e.Extensions)
	}
	r.Line("*", text)
}

// Closed reports how a connection was closed.
func (r *Voice) Closed(e client.CloseEvent) {
	if r.says(1) {
		r.Line("*", "closed with "+status.CloseText(e.Code, e.Reason))
	}
}

// Retry announces the next attempt; without -v only if it is far away.
func (r *Voice) Retry(why string, delay time.Duration, long bool) {
	if !r.says(1) && !long {
		return
	}
	text := fmt.Sprintf("%s; next attempt in %v", why, delay.Round(time.Millisecond))
	if r.says(1) {
		r.Line("*", text)
	} else {
		r.Say(text)
	}
}

// CutOff reports a message that was cut off, and returns 1, its count.
func (r *Voice) CutOff(where string) int32 {
	r.Say(where + " was cut off when the connection ended, and is lost")
	return 1
}

// CutOffMessage is CutOff for a message from the server.
func (r *Voice) CutOffMessage(printed bool) {
	if printed {
		r.Say("the connection ended within a message: it is not complete")
	} else {
		r.Say("the connection ended within a message, which is lost")
	}
}

// InDoubt reports messages sent before a connection ended.
func (r *Voice) InDoubt(n int) {
	switch {
	case n == 1:
		r.Say("the connection ended: the last message that was sent may not have arrived")
	case n > 1:
		r.Say(fmt.Sprintf("the connection ended: the last %d messages that were sent may not have arrived", n))
	}
}

// Pong reports how long a ping took.
func (r *Voice) Pong(e client.PingEvent) {
	if r.says(1) && e.RoundTrip > 0 {
		r.Line("*", "pong after "+e.RoundTrip.Round(time.Microsecond).String())
	}
}

// Frame shows a frame.
func (r *Voice) Frame(f client.FrameInfo) {
	if !r.says(2) {
		return
	}
	mark := "<"
	if f.Sent {
		mark = ">"
	}
	text := fmt.Sprintf("%s, %s", opcodeName(f.Opcode), status.Plural(int(f.Size), "byte"))
	if !f.Fin {
		text += ", more follows"
	}
	if f.Compressed {
		text += ", compressed"
	}
	r.Line(mark, text)
}

// opcodeName names the opcodes of RFC 6455, section 11.8.
func opcodeName(opcode byte) string {
	switch opcode {
	case 0:
		return "continuation"
	case 1:
		return "text"
	case 2:
		return "binary"
	case 8:
		return "close"
	case 9:
		return "ping"
	case 10:
		return "pong"
	}
	return fmt.Sprintf("opcode %d", opcode)
}
