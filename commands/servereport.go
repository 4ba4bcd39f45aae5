package commands

import (
	"errors"
	"fmt"
	"net/http"

	"wspipe/client"
)

// What the report says of serve: with -v each handshake and how each client
// came and went, with -vv every frame. Without, only what serve itself ended.

// clientError is how one client's connection ended.
type clientError struct {
	number int
	err    error
}

func (e *clientError) Error() string {
	if is[*dismissal](e.err) {
		return fmt.Sprintf("client %d %s", e.number, e.err)
	}
	return fmt.Sprintf("client %d: %s", e.number, explainClient(e.err))
}
func (e *clientError) Unwrap() error { return e.err }

// explainClient is explain for the server's end.
func explainClient(err error) string {
	var closed *client.CloseError
	switch {
	case !errors.As(err, &closed):
		return printable(err.Error())
	case closed.Code == 1006:
		return "the connection was dropped (1006): " + networkCause(closed.Err)
	case closed.Err != nil:
		return "it closed within a message, with " + closeText(closed.Code, closed.Reason)
	}
	return "it closed with " + closeText(closed.Code, closed.Reason)
}

// handshake shows a request and its answer.
func (r *report) handshake(req *http.Request, status string, header http.Header) {
	r.line("<", req.Method+" "+printable(req.RequestURI)+" "+req.Proto)
	r.line("<", "Host: "+printable(req.Host))
	r.header("<", req.Header)
	r.line(">", "HTTP/1.1 "+status)
	r.header(">", header)
}

func statusLine(status int) string {
	return fmt.Sprintf("%d %s", status, http.StatusText(status))
}

func (r *report) came(number int, from string) {
	if r.verbose > 0 {
		r.line("*", fmt.Sprintf("client %d%s", number, comingFrom(from)))
	}
}

// refused tells of who isn't let in: a page that is refused learns nothing of why.
func (r *report) refused(from string, status int, problem string) {
	r.say(fmt.Sprintf("a client%s was refused with %d: %s", comingFrom(from), status, problem))
}

// comingFrom is empty for a unix socket's clients, unless they have a name.
func comingFrom(address string) string {
	if address == "" || address == "@" {
		return ""
	}
	return " from " + printable(address)
}

// left tells of a client that is gone. What it did itself is no failure of ours.
func (r *report) left(number int, err error) {
	switch {
	case isFault(err), is[*client.ProtocolError](err), is[*client.TimeoutError](err):
		r.say(complaint(err))
	case r.verbose > 0 && err != nil:
		r.line("*", explain(err))
	case r.verbose > 0:
		r.line("*", fmt.Sprintf("client %d is gone", number))
	}
}

// detail shows with -v what net/http has to complain of.
type detail struct{ r *report }

func (d *detail) Write(p []byte) (int, error) {
	if d.r.verbose > 0 {
		d.r.line("*", printable(string(p)))
	}
	return len(p), nil
}
