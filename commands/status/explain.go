package status

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"runtime"
	"strings"
	"syscall"
	"unicode/utf8"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/fault"
	"wspipe/commands/version"
)

// Complaint is Explain for the error that ends the program. For a fault of our own it adds what to
// report.
func Complaint(err error) string {
	if Of(err) != Fault || Is[ownStatus](err) { // its line says so already
		return Explain(err)
	}
	return fmt.Sprintf("%s; please report this line and what led to it (wspipe %s, %s, %s/%s)",
		Explain(err), version.Number(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

const ownFault = "a bug in wspipe: "

// ownWords is an error that knows its own line for stderr.
type ownWords interface {
	error
	Explain() string
}

// Explain returns what stderr says about err: one line that a person can act on.
func Explain(err error) string {
	var closed *client.CloseError
	var dial *client.DialError
	var handshake *client.HandshakeError
	var unfinished *UnfinishedError
	var own ownWords
	var broken *fault.Error
	var panicked *client.PanicError
	switch {
	case errors.As(err, &broken):
		return ownFault + Printable(broken.Error())
	case errors.As(err, &panicked):
		return ownFault + Printable(fault.Describe(panicked.Value, panicked.Stack))
	case errors.As(err, &unfinished):
		return Explain(unfinished.Err) + "; " + Explain(unfinished.Missing)
	case errors.As(err, &dial):
		return "cannot connect to " + dial.URL + ": " + socketOf(dial) + explainDial(dial.Err) + noURL(dial)
	case errors.As(err, &own):
		return own.Explain()
	case errors.As(err, &closed):
		return ExplainClose("the server", closed)
	case errors.As(err, &handshake):
		return explainHandshake(handshake)
	case Is[*UnmetError](err):
		return Masked(err.Error())
	}
	return Printable(err.Error())
}

// ExplainClose says how the other end closed, or that it didn't; who is what to call it.
func ExplainClose(who string, e *client.CloseError) string {
	switch {
	case e.Err == nil:
		return who + " closed with " + CloseText(e.Code, e.Reason)
	case e.Code == 1006:
		return "the connection was dropped (1006): " + NetworkCause(e.Err)
	}
	return who + " closed within a message, with " + CloseText(e.Code, e.Reason)
}

// CloseText returns a close code with its registered name and its reason.
func CloseText(code int, reason string) string {
	text := fmt.Sprint(code)
	if name := closeName(code); name != "" {
		text += " (" + name + ")"
	}
	if reason != "" {
		text += ": " + Printable(reason)
	}
	return text
}

// closeName returns the name in IANA's registry of close codes.
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
		return "handshake failed: " + Printable(e.Problem) + whatOffers(e)
	}
	text := "handshake rejected: the server answered " + CodeText(e.StatusCode)
	for _, name := range []string{"Location", "WWW-Authenticate", "Retry-After", "Sec-WebSocket-Version"} {
		if values := strings.Join(e.Header.Values(name), ", "); values != "" {
			text += ", " + name + ": " + Redacted(name, values)
		}
	}
	if body := bodyText(e); body != "" {
		text += ": " + body
	}
	return text
}

// whatOffers names the flag for what a server uses without being asked.
func whatOffers(e *client.HandshakeError) string {
	switch {
	case e.NoProtocol:
		return " (--any-subprotocol accepts that)"
	case e.Protocol != "":
		return " (-s " + Printable(e.Protocol) + " offers it)"
	case e.Extension == "permessage-deflate":
		return " (--compress offers it)"
	}
	return ""
}

// bodyText returns the body of a rejection in one line, if it is text.
func bodyText(e *client.HandshakeError) string {
	if len(e.Body) == 0 {
		return ""
	}
	// Its last character may have been cut.
	body := bytes.TrimRightFunc(e.Body, func(r rune) bool { return r == utf8.RuneError })
	if !utf8.Valid(body) || bytes.IndexByte(body, 0) >= 0 {
		return "(a body that is not text)"
	}
	return Printable(string(body))
}

// noURL adds a hint if a word was taken for a host's name.
func noURL(e *client.DialError) string {
	var lookup *net.DNSError
	if errors.As(e.Err, &lookup) && !strings.Contains(lookup.Name, ".") && e.URL == "ws://"+lookup.Name+"/" {
		return " (the first argument is the URL)"
	}
	return ""
}

// socketOf names a unix socket that isn't in the URL.
func socketOf(e *client.DialError) string {
	var network *net.OpError
	if errors.As(e.Err, &network) && network.Net == "unix" && network.Addr != nil && !strings.HasPrefix(e.URL, "ws+unix:") {
		return Printable(network.Addr.String()) + ": "
	}
	return ""
}

func explainDial(err error) string {
	var proxy *client.ProxyError
	if errors.As(err, &proxy) {
		return explainProxy(proxy)
	}
	if text := explainTLS(err); text != "" {
		return text
	}
	if isNoSocket(err) {
		return "it is not a socket"
	}
	return NetworkCause(err)
}

// isNoSocket reports whether err is about a file that isn't a unix socket, for which the system's
// error is the same as for a socket without a server.
func isNoSocket(err error) bool {
	var network *net.OpError
	if !errors.As(err, &network) || network.Net != "unix" || network.Addr == nil {
		return false
	}
	info, err := os.Stat(network.Addr.String())
	return err == nil && info.Mode()&os.ModeSocket == 0
}

// NetworkCause drops from a network error what has already been said.
func NetworkCause(err error) string {
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
	return Printable(err.Error())
}

// Printable makes foreign text safe for a terminal, in one line.
func Printable(text string) string {
	return Masked(strings.Join(strings.Fields(text), " "))
}

// Masked is Printable, but keeps blanks: they may matter.
func Masked(text string) string {
	return codec.Visible(strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ").Replace(text))
}

// Redacted keeps credentials out of what people paste into bug reports.
func Redacted(name, value string) string { return Printable(client.ShownHeader(name, value)) }
