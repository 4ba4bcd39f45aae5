package codec

import (
	"bytes"
	"encoding/json"
	"errors"
)

// Event is what a line of JSON reports when it is not a message. Type decides which fields are written; these are
// always written, empty or not, and all others are left out:
//
//	open         URL, Protocol, Extensions, Status, HTTP, Headers, Address, TLS, and Timings if there are any
//	ping, pong   Data, in base64
//	close        Code, Reason, Clean
//	error        Message
//
// A line can be unmarshalled into an Event.
type Event struct {
	Type       string              `json:"type"`
	URL        string              `json:"url,omitempty"`
	Protocol   string              `json:"protocol,omitempty"`
	Extensions string              `json:"extensions,omitempty"`
	Status     int                 `json:"status,omitempty"`
	HTTP       string              `json:"http,omitempty"`
	Headers    map[string][]string `json:"headers,omitempty"`
	Address    string              `json:"address,omitempty"`
	TLS        *TLS                `json:"tls,omitempty"` // nil without TLS
	Timings    *Timings            `json:"timings,omitempty"`
	Data       []byte              `json:"data,omitempty"`
	Code       int                 `json:"code,omitempty"`
	Reason     string              `json:"reason,omitempty"`
	Clean      *bool               `json:"clean,omitempty"` // nil counts as false
	Message    string              `json:"message,omitempty"`
	From
}

// From is where a line comes from: which client of a server, and, for something with two sides, which end. What is
// empty is left out.
type From struct {
	Client int    `json:"client,omitempty"`
	End    string `json:"from,omitempty"`
}

// TLS is the state of TLS.
type TLS struct {
	Version string `json:"version"` // "TLS 1.3"
	Cipher  string `json:"cipher"`  // the suite's IANA name
	ALPN    string `json:"alpn"`    // the protocol (RFC 7301); empty if none was agreed on
}

// Timings say how long after the start each step to an open connection was done, in seconds; 0 for steps not taken.
type Timings struct {
	NameLookup    float64 `json:"namelookup"`
	Connect       float64 `json:"connect"`
	AppConnect    float64 `json:"appconnect"`
	StartTransfer float64 `json:"starttransfer"`
	Open          float64 `json:"open"`
}

type openLine struct {
	Type       string              `json:"type"`
	URL        string              `json:"url"`
	Protocol   string              `json:"protocol"`
	Extensions string              `json:"extensions"`
	Status     int                 `json:"status"`
	HTTP       string              `json:"http"`
	Headers    map[string][]string `json:"headers"`
	Address    string              `json:"address"`
	TLS        *TLS                `json:"tls"`
	Timings    *Timings            `json:"timings,omitempty"`
	From
	Time string `json:"time"`
}

type dataLine struct {
	Type string `json:"type"`
	Data []byte `json:"data"`
	From
	Time string `json:"time"`
}

type closeLine struct {
	Type   string `json:"type"`
	Code   int    `json:"code"`
	Reason string `json:"reason"`
	Clean  bool   `json:"clean"`
	From
	Time string `json:"time"`
}

type errorLine struct {
	Type    string `json:"type"`
	Message string `json:"message"`
	From
	Time string `json:"time"`
}

// fields returns the fields that the event's type has. Nil maps and slices would become null, so they are replaced by
// empty ones.
func (e Event) fields(time string) (any, error) {
	switch e.Type {
	case "open":
		headers := e.Headers
		if headers == nil {
			headers = map[string][]string{}
		}
		return openLine{e.Type, e.URL, e.Protocol, e.Extensions, e.Status, e.HTTP, headers, e.Address, e.TLS, e.Timings, e.From, time}, nil
	case "ping", "pong":
		return dataLine{e.Type, append([]byte{}, e.Data...), e.From, time}, nil
	case "close":
		return closeLine{e.Type, e.Code, e.Reason, e.Clean != nil && *e.Clean, e.From, time}, nil
	case "error":
		return errorLine{e.Type, e.Message, e.From, time}, nil
	}
	return nil, errors.New("no such type of event")
}

// line returns the event as a line of JSON. time is formatted as by timestamp.
func (e Event) line(time string) ([]byte, error) {
	fields, err := e.fields(time)
	if err != nil {
		return nil, err
	}
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	err = encoder.Encode(fields)
	return line.Bytes(), err
}
