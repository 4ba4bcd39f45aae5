package commands

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"

	"wspipe/client"
	"wspipe/commands/transcript"
)

// report is what stderr says while a session runs: the handshake with -v, as
// curl shows it, and every frame with -vv.
type report struct {
	w       io.Writer // safe for several goroutines
	quiet   bool
	verbose int
	color   bool
}

// say is for what went wrong without changing the status.
func (r *report) say(text string) {
	if !r.quiet {
		fmt.Fprintln(r.w, "wspipe: "+text)
	}
}

// shownErrors is how many mistakes in a transcript are enough to go on with.
const shownErrors = 20

// syntax says what in a transcript doesn't parse, a line each.
func (r *report) syntax(errs []*transcript.SyntaxError) {
	for i, err := range errs {
		if i == shownErrors {
			r.say(fmt.Sprintf("%s: %d more", err.File, len(errs)-i))
			return
		}
		r.say(masked(err.Error()))
	}
}

func (r *report) line(mark, text string) {
	if r.color {
		mark = "\x1b[2m" + mark + "\x1b[0m"
	}
	fmt.Fprintln(r.w, mark+" "+text)
}

func (r *report) trace() client.Trace {
	var t client.Trace
	if r.verbose > 0 {
		t.Request, t.Response = r.request, r.response
		t.Proxy = func(proxy string) { r.line("*", "proxy "+printable(proxy)) }
	}
	if r.verbose > 1 {
		t.Frame = r.frame
	}
	return t
}

func (r *report) request(req *http.Request) {
	r.line(">", req.Method+" "+req.RequestURI+" "+req.Proto)
	r.line(">", "Host: "+req.Host)
	r.header(">", req.Header)
}

func (r *report) response(resp *http.Response) {
	r.line("<", resp.Proto+" "+printable(resp.Status))
	r.header("<", resp.Header)
}

func (r *report) header(mark string, h http.Header) {
	names := make([]string, 0, len(h))
	for name := range h {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range h[name] {
			r.line(mark, name+": "+redacted(name, value))
		}
	}
}

// redacted keeps credentials out of what people paste into bug reports.
func redacted(name, value string) string { return printable(client.ShownHeader(name, value)) }

// withoutCredentials is a header fit to be printed.
func withoutCredentials(h map[string][]string) map[string][]string {
	shown := map[string][]string{}
	for name, values := range h {
		for _, value := range values {
			shown[name] = append(shown[name], redacted(name, value))
		}
	}
	return shown
}

func (r *report) opened(e client.OpenEvent) {
	if r.verbose == 0 {
		return
	}
	text := "open"
	if e.Protocol != "" {
		text += ", subprotocol " + printable(e.Protocol)
	}
	if e.Extensions != "" {
		text += ", extensions " + printable(e.Extensions)
	}
	r.line("*", text)
}

func (r *report) closed(e client.CloseEvent) {
	if r.verbose > 0 {
		r.line("*", "closed with "+closeText(e.Code, e.Reason))
	}
}

// retry tells of an attempt to come; without -v only where it is far away.
func (r *report) retry(e ending, delay time.Duration) {
	if r.verbose == 0 && delay <= longestDelay {
		return
	}
	why := "closed with " + strconv.Itoa(e.code)
	if e.err != nil {
		why = explain(e.err)
	}
	text := fmt.Sprintf("%s; next attempt in %v", why, delay.Round(time.Millisecond))
	if r.verbose > 0 {
		r.line("*", text)
	} else {
		r.say(text)
	}
}

// cutOff tells of a message that was cut off, which is 1.
func (r *report) cutOff(where string) int32 {
	r.say(where + " was cut off when the connection ended, and is lost")
	return 1
}

// cutOffMessage is cutOff for one from the server.
func (r *report) cutOffMessage(printed bool) {
	if printed {
		r.say("the connection ended within a message: it is not complete")
	} else {
		r.say("the connection ended within a message, which is lost")
	}
}

// inDoubt tells of messages sent before a connection ended.
func (r *report) inDoubt(n int) {
	switch {
	case n == 1:
		r.say("the connection ended: the last message that was sent may not have arrived")
	case n > 1:
		r.say(fmt.Sprintf("the connection ended: the last %d messages that were sent may not have arrived", n))
	}
}

func (r *report) pong(e client.PingEvent) {
	if r.verbose > 0 && e.RoundTrip > 0 {
		r.line("*", "pong after "+e.RoundTrip.Round(time.Microsecond).String())
	}
}

func (r *report) frame(f client.FrameInfo) {
	mark := "<"
	if f.Sent {
		mark = ">"
	}
	text := fmt.Sprintf("%s, %s", opcodeName(f.Opcode), plural(int(f.Size), "byte"))
	if !f.Fin {
		text += ", more follows"
	}
	if f.Compressed {
		text += ", compressed"
	}
	r.line(mark, text)
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
