//go:build unix

package crossings

import (
	"bytes"
	"compress/flate"
	"fmt"
	"strings"
)

// agreed holds the parameters of permessage-deflate that both ends agreed on (RFC 7692).
type agreed struct {
	serverFresh, clientFresh   bool
	serverWindow, clientWindow int // in bits
}

// wanted returns what a value of the dimension asks for.
func wanted(value string) agreed {
	a := agreed{serverWindow: 15, clientWindow: 15}
	a.serverFresh = value == "server-fresh" || value == "fresh"
	a.clientFresh = value == "client-fresh" || value == "fresh"
	if value == "window" {
		a.serverWindow, a.clientWindow = 9, 9
	}
	return a
}

// String returns the extension as the peer offers it, or answers.
func (a agreed) String() string {
	s := "permessage-deflate"
	if a.serverFresh {
		s += "; server_no_context_takeover"
	}
	if a.clientFresh {
		s += "; client_no_context_takeover"
	}
	if a.serverWindow < 15 {
		s += fmt.Sprintf("; server_max_window_bits=%d", a.serverWindow)
	}
	if a.clientWindow < 15 {
		s += fmt.Sprintf("; client_max_window_bits=%d", a.clientWindow)
	}
	return s
}

// answered parses the server's answer to an offer.
func answered(header string) (a agreed, err error) {
	a = wanted("takeover")
	name, parameters, _ := strings.Cut(header, ";")
	if strings.TrimSpace(name) != "permessage-deflate" {
		return a, fmt.Errorf("the answer to permessage-deflate is %q", header)
	}
	for _, p := range strings.Split(parameters, ";") {
		switch name, value, _ := strings.Cut(strings.TrimSpace(p), "="); name {
		case "":
		case "server_no_context_takeover":
			a.serverFresh = true
		case "client_no_context_takeover":
			a.clientFresh = true
		case "server_max_window_bits":
			_, err = fmt.Sscan(value, &a.serverWindow)
		case "client_max_window_bits":
			_, err = fmt.Sscan(value, &a.clientWindow)
		default:
			err = fmt.Errorf("the answer has the parameter %q", p)
		}
	}
	return a, err
}

// deflater compresses the peer's messages.
type deflater struct {
	fresh  bool
	window int  // in bytes
	final  bool // messages end with a final block
	mixed  bool // every other message is left uncompressed
	sent   int
	buffer bytes.Buffer
	w      *flate.Writer
}

// message returns the compressed payload, or false if the message is sent uncompressed.
func (d *deflater) message(data []byte) ([]byte, bool) {
	d.sent++
	if d.mixed && d.sent%2 == 0 {
		return data, false
	}
	d.buffer.Reset()
	if d.final {
		d.begin()
		d.w.Write(data)
		d.w.Close()
		return append(bytes.Clone(d.buffer.Bytes()), 0), true
	}
	if d.w == nil || d.fresh {
		d.begin()
	}
	// A writer can't be given a smaller window, but starting afresh for each part ensures that no
	// distance leads out of the window.
	for rest := data; len(rest) > 0; {
		part := rest
		if d.window < 1<<15 {
			d.begin()
			part = rest[:min(d.window, len(rest))]
		}
		rest = rest[len(part):]
		d.w.Write(part)
		d.w.Flush()
	}
	if len(data) == 0 {
		return []byte{0}, true
	}
	return bytes.Clone(bytes.TrimSuffix(d.buffer.Bytes(), []byte{0, 0, 0xff, 0xff})), true
}

func (d *deflater) begin() {
	if d.w != nil {
		d.w.Reset(&d.buffer)
		return
	}
	d.w, _ = flate.NewWriter(&d.buffer, flate.BestSpeed)
}
