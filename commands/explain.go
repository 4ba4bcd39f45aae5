package commands

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/http"
	"runtime"
	"strings"
	"syscall"
	"unicode/utf8"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/fault"
)

// complaint is explain for what ends the program. Where that is a fault of our
// own it says what to report.
func complaint(err error) string {
	if exitStatus(err) != statusFault || is[*checkError](err) { // which has said it
		return explain(err)
	}
	return fmt.Sprintf("%s; please report this line and what led to it (wspipe %s, %s, %s/%s)",
		explain(err), version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

const ownFault = "a fault of wspipe's own: "

// explain is what stderr says about err, in one line a person can act on.
func explain(err error) string {
	var closed *client.CloseError
	var dial *client.DialError
	var handshake *client.HandshakeError
	var unfinished *unfinishedError
	var served *clientError
	var broken *fault.Error
	var panicked *client.PanicError
	switch {
	case errors.As(err, &broken):
		return ownFault + printable(broken.Error())
	case errors.As(err, &panicked):
		return ownFault + printable(fault.Describe(panicked.Value, panicked.Stack))
	case errors.As(err, &unfinished):
		return explain(unfinished.err) + "; " + explain(unfinished.missing)
	case errors.As(err, &served):
		return served.Error()
	case errors.As(err, &closed):
		return explainClose(closed)
	case errors.As(err, &handshake):
		return explainHandshake(handshake)
	case is[*unmetError](err):
		return masked(err.Error())
	case errors.As(err, &dial):
		return "cannot connect to " + dial.URL + ": " + explainDial(dial.Err)
	}
	return printable(err.Error())
}

func explainClose(e *client.CloseError) string {
	switch {
	case e.Err == nil:
		return "the server closed with " + closeText(e.Code, e.Reason)
	case e.Code == 1006:
		return "the connection was dropped (1006): " + networkCause(e.Err)
	}
	return "the server closed within a message, with " + closeText(e.Code, e.Reason)
}

// closeText is a close code with its registered name and its reason.
func closeText(code int, reason string) string {
	text := fmt.Sprint(code)
	if name := closeName(code); name != "" {
		text += " (" + name + ")"
	}
	if reason != "" {
		text += ": " + printable(reason)
	}
	return text
}

// closeName is the name in IANA's registry of close codes.
func closeName(code int) string {
	switch code {
	case 1000:
		return "normal closure"
	case 1001:
		return "going away"
	case 1002:
		return "protocol error"
	case 1003:
		return "unsupported data"
	case 1005:
		return "no code"
	case 1006:
		return "abnormal closure"
	case 1007:
		return "invalid payload data"
	case 1008:
		return "policy violation"
	case 1009:
		return "message too big"
	case 1010:
		return "mandatory extension"
	case 1011:
		return "internal error"
	case 1012:
		return "service restart"
	case 1013:
		return "try again later"
	case 1014:
		return "bad gateway"
	}
	return ""
}

func explainHandshake(e *client.HandshakeError) string {
	if e.Problem != "" {
		return "handshake failed: " + printable(e.Problem) + whatOffers(e)
	}
	text := fmt.Sprintf("handshake rejected: the server answered %d", e.StatusCode)
	if name := http.StatusText(e.StatusCode); name != "" {
		text += " " + name
	}
	for _, name := range []string{"Location", "WWW-Authenticate", "Retry-After", "Sec-WebSocket-Version"} {
		if values := strings.Join(e.Header.Values(name), ", "); values != "" {
			text += ", " + name + ": " + redacted(name, values)
		}
	}
	if body := bodyText(e); body != "" {
		text += ": " + body
	}
	return text
}

// whatOffers names the flag for what a server wants to use unasked.
func whatOffers(e *client.HandshakeError) string {
	switch {
	case e.Protocol != "":
		return " (-s " + printable(e.Protocol) + " offers it)"
	case e.Extension == "permessage-deflate":
		return " (--compress offers it)"
	}
	return ""
}

// bodyText is the body of a rejection in one line, if it is text.
func bodyText(e *client.HandshakeError) string {
	if len(e.Body) == 0 {
		return ""
	}
	// Its last character may have been cut.
	body := bytes.TrimRightFunc(e.Body, func(r rune) bool { return r == utf8.RuneError })
	if !utf8.Valid(body) || bytes.IndexByte(body, 0) >= 0 {
		return "(a body that is not text)"
	}
	return printable(string(body))
}

func explainDial(err error) string {
	var proxy *client.ProxyError
	if errors.As(err, &proxy) {
		return explainProxy(proxy)
	}
	if text := explainTLS(err); text != "" {
		return text
	}
	return networkCause(err)
}

// networkCause leaves out of a network error what has been said already.
func networkCause(err error) string {
	var lookup *net.DNSError
	if errors.As(err, &lookup) {
		return lookup.Name + ": " + lookup.Err
	}
	var errno syscall.Errno
	if errors.As(err, &errno) {
		return errno.Error()
	}
	var network *net.OpError
	if errors.As(err, &network) {
		err = network.Err
	}
	if err.Error() == "EOF" || err.Error() == "unexpected EOF" {
		return "the server ended the connection"
	}
	return printable(err.Error())
}

// printable makes foreign text safe for a terminal and fit for one line.
func printable(text string) string {
	return masked(strings.Join(strings.Fields(text), " "))
}

// masked is printable, but leaves blanks as they are: they may be what matters.
func masked(text string) string {
	return codec.Visible(strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ").Replace(text))
}
