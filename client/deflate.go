package client

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// deflateName is the name of the only extension supported (RFC 7692, section 7).
const deflateName = "permessage-deflate"

const (
	minWindowBits = 8
	maxWindowBits = 15
)

// The parameters of permessage-deflate (RFC 7692, section 7.1).
const (
	serverNoTakeover = "server_no_context_takeover"
	clientNoTakeover = "client_no_context_takeover"
	serverWindow     = "server_max_window_bits"
	clientWindow     = "client_max_window_bits"
)

// deflate holds the parameters of one permessage-deflate offer, or of the answer to it.
// Bits are 0 if not given.
type deflate struct {
	serverNoTakeover, clientNoTakeover bool
	serverBits, clientBits             int
	clientBitsOpen                     bool // in an offer: client_max_window_bits without a value
}

// browserOffer returns what every browser offers.
func browserOffer() deflate { return deflate{clientBitsOpen: true} }

// parseOffer parses the parameters of an offer.
func parseOffer(parameters []parameter) (deflate, error) {
	d, err := parseDeflate(parameters)
	if err == nil && slices.Contains(parameters, parameter{name: serverWindow}) {
		err = fmt.Errorf("%s has no value", serverWindow)
	}
	return d, err
}

// parseAnswer parses the parameters of an answer.
func parseAnswer(parameters []parameter) (deflate, error) {
	d, err := parseOffer(parameters)
	if err == nil && d.clientBitsOpen {
		err = fmt.Errorf("%s has no value", clientWindow)
	}
	return d, err
}

func parseDeflate(parameters []parameter) (deflate, error) {
	var d deflate
	for i, p := range parameters {
		if slices.ContainsFunc(parameters[:i], func(other parameter) bool { return other.name == p.name }) {
			return d, fmt.Errorf("%s is there twice", p.name)
		}
		if err := d.set(p); err != nil {
			return d, err
		}
	}
	return d, nil
}

func (d *deflate) set(p parameter) (err error) {
	switch p.name {
	case serverNoTakeover, clientNoTakeover:
		if p.hasValue {
			return fmt.Errorf("%s takes no value", p)
		}
		d.serverNoTakeover = d.serverNoTakeover || p.name == serverNoTakeover
		d.clientNoTakeover = d.clientNoTakeover || p.name == clientNoTakeover
	case serverWindow:
		d.serverBits, err = windowBits(p)
	case clientWindow:
		d.clientBits, err = windowBits(p)
		d.clientBitsOpen = !p.hasValue
	default:
		return fmt.Errorf("%s has no parameter %s", deflateName, p.name)
	}
	return err
}

// windowBits parses a number without leading zeros.
func windowBits(p parameter) (int, error) {
	if !p.hasValue {
		return 0, nil
	}
	n, err := strconv.Atoi(p.value)
	if err != nil || strconv.Itoa(n) != p.value || n < minWindowBits || n > maxWindowBits {
		return 0, fmt.Errorf("%s is not from %d to %d", p, minWindowBits, maxWindowBits)
	}
	return n, nil
}

// String returns the element of Sec-WebSocket-Extensions.
func (d deflate) String() string {
	parts := []string{deflateName}
	add := func(name string, given bool, bits int) {
		switch {
		case given:
			parts = append(parts, name)
		case bits > 0:
			parts = append(parts, name+"="+strconv.Itoa(bits))
		}
	}
	add(serverNoTakeover, d.serverNoTakeover, 0)
	add(clientNoTakeover, d.clientNoTakeover, 0)
	add(serverWindow, false, d.serverBits)
	add(clientWindow, d.clientBitsOpen, d.clientBits)
	return strings.Join(parts, "; ")
}

// agreed returns the compression that a client may use after the answer to its offer,
// or what is wrong with the answer.
func (d deflate) agreed(answer deflate) (*compression, error) {
	switch {
	case d.serverNoTakeover && !answer.serverNoTakeover:
		return nil, fmt.Errorf("%s was asked for and is not granted", serverNoTakeover)
	case d.serverBits > 0 && answer.serverBits == 0:
		return nil, fmt.Errorf("%s=%d was asked for and is not granted", serverWindow, d.serverBits)
	case d.serverBits > 0 && answer.serverBits > d.serverBits:
		return nil, fmt.Errorf("%s=%d is more than the %d that was asked for", serverWindow, answer.serverBits, d.serverBits)
	case answer.clientBits > 0 && !d.clientBitsOpen && d.clientBits == 0:
		return nil, fmt.Errorf("%s was not offered", clientWindow)
	}
	return &compression{
		sendBits:        min(bitsOf(d.clientBits), bitsOf(answer.clientBits)),
		receiveBits:     bitsOf(answer.serverBits),
		sendTakeover:    !d.clientNoTakeover && !answer.clientNoTakeover,
		receiveTakeover: !answer.serverNoTakeover,
	}, nil
}

// granted returns a server's answer to an offer: it grants everything asked for.
func (d deflate) granted() (*compression, deflate) {
	d.clientBitsOpen = false
	return &compression{
		sendBits:        bitsOf(d.serverBits),
		receiveBits:     bitsOf(d.clientBits),
		sendTakeover:    !d.serverNoTakeover,
		receiveTakeover: !d.clientNoTakeover,
	}, d
}

func bitsOf(bits int) int {
	if bits == 0 {
		return maxWindowBits
	}
	return bits
}
