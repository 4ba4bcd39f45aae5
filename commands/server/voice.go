package server

import (
	"errors"
	"fmt"
	"net/http"

	"wspipe/client"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// What serve reports on stderr: with -v each handshake and how each client came and left, with -vv
// every frame; otherwise only what serve itself ended.

// clientVoice is a report about clients.
type clientVoice struct{ *stdio.Voice }

// clientError is how one client's connection ended.
type clientError struct {
	number int
	err    error
}

// Explain returns the text for stderr.
func (e *clientError) Explain() string { return e.Error() }

func (e *clientError) Error() string {
	if status.Is[*dismissal](e.err) {
		return fmt.Sprintf("client %d %s", e.number, e.err)
	}
	return fmt.Sprintf("client %d: %s", e.number, explainClient(e.err))
}
func (e *clientError) Unwrap() error { return e.err }

// explainClient is status.Explain for the server's end.
func explainClient(err error) string {
	if closed := (*client.CloseError)(nil); errors.As(err, &closed) {
		return status.ExplainClose("it", closed)
	}
	return status.Printable(err.Error())
}

// handshake shows a request and its response.
func (r clientVoice) handshake(req *http.Request, answer string, header http.Header) {
	r.Line("<", req.Method+" "+status.Printable(req.RequestURI)+" "+req.Proto)
	r.Line("<", "Host: "+status.Printable(req.Host))
	r.Header("<", stdio.Spelled(req.Header))
	r.Line(">", "HTTP/1.1 "+answer)
	r.Header(">", header)
}

func (r clientVoice) came(number int, from string) {
	if r.Verbose > 0 {
		r.Line("*", fmt.Sprintf("client %d%s", number, comingFrom(from)))
	}
}

// missing reports a line for a client that isn't there; it may have just gone.
func (r clientVoice) missing(where string, number int) {
	if r.Verbose > 0 {
		r.Line("*", fmt.Sprintf("%s: there is no client %d", where, number))
	}
}

// refused reports a client that isn't admitted. A page that is refused doesn't learn why.
func (r clientVoice) refused(from string, answer int, problem string) {
	r.Say(fmt.Sprintf("a client%s was refused with %d: %s", comingFrom(from), answer, problem))
}

// comingFrom returns "" for clients of a unix socket, unless they have a name.
func comingFrom(address string) string {
	if address == "" || address == "@" {
		return ""
	}
	return " from " + status.Printable(address)
}

// left reports a client that is gone. What the client did itself isn't our failure.
func (r clientVoice) left(number int, err error) {
	switch {
	case status.IsFault(err):
		r.Say(fmt.Sprintf("client %d: %s", number, status.Complaint(err)))
	case status.Is[*client.ProtocolError](err), status.Is[*client.TimeoutError](err):
		r.Say(status.Complaint(err))
	case r.Verbose > 0 && err != nil:
		r.Line("*", status.Explain(err))
	case r.Verbose > 0:
		r.Line("*", fmt.Sprintf("client %d is gone", number))
	}
}

// detail shows the complaints of net/http with -v.
type detail struct{ r clientVoice }

func (d *detail) Write(p []byte) (int, error) {
	if d.r.Verbose > 0 {
		d.r.Line("*", status.Printable(string(p)))
	}
	return len(p), nil
}
