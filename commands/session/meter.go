package session

import (
	"crypto/tls"
	"errors"
	"net"
	"strconv"
	"sync"
	"time"

	"wspipe/client"
	"wspipe/commands/duration"
	"wspipe/commands/status"
)

// meter measures a session for --write-out. A nil meter measures nothing.
type meter struct {
	begun time.Time

	mu            sync.Mutex
	sent, came    measured
	first, closed time.Duration     // since begun; 0: not yet
	ws            *client.WebSocket // the last one
	dialled       time.Duration     // when dialling it began
	url           string            // its URL
	opened        bool
	open          client.OpenEvent // if opened
	failed        error
	close         client.CloseEvent
}

// measured counts messages, and bytes of payload.
type measured struct{ messages, bytes int64 }

// trace adds counting of what goes over the connections to t.
func (m *meter) trace(t client.Trace) client.Trace {
	if m != nil {
		t.Piece = m.piece
	}
	return t
}

func (m *meter) piece(p client.PieceInfo) {
	m.mu.Lock()
	defer m.mu.Unlock()
	way := &m.came
	if p.Sent {
		way = &m.sent
	} else if m.first == 0 {
		m.first = time.Since(m.begun)
	}
	way.bytes += int64(len(p.Payload))
	if p.Last {
		way.messages++
	}
}

// dials records the start of a connection; ended records its end.
func (m *meter) dials(ws *client.WebSocket) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ws, m.url, m.dialled, m.opened, m.failed, m.close = ws, ws.URL(), time.Since(m.begun), false, nil, client.CloseEvent{}
}

func (m *meter) opens(e client.OpenEvent) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.url, m.opened, m.open = e.URL, true, e
}

func (m *meter) ended(e client.CloseEvent, err error) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.close, m.failed, m.closed = e, err, time.Since(m.begun)
}

// values returns the values of the variables; err is how the session ended.
func (m *meter) values(err error) map[string]any {
	m.mu.Lock()
	defer m.mu.Unlock()
	v := map[string]any{
		"time_first_message": inSeconds(m.first), "time_close": seconds(0), "time_total": inSeconds(time.Since(m.begun)),
		"messages_sent": m.sent.messages, "messages_received": m.came.messages,
		"bytes_sent": m.sent.bytes, "bytes_received": m.came.bytes,
		"close_code": 0, "close_reason": "", "status": status.Of(err),
		"url_effective": m.url, "num_redirects": 0, "remote_ip": "", "remote_port": 0, "http_code": m.httpCode(),
		"tls_version": "", "tls_cipher": "", "http_version": "0",
	}
	if m.opened {
		v["http_version"] = m.open.HTTP
		v["time_close"], v["close_code"], v["close_reason"] = inSeconds(m.closed), m.close.Code, m.close.Reason
	}
	m.ofConnection(v)
	return v
}

// ofConnection adds the variables of the last connection. It needs mu.
func (m *meter) ofConnection(v map[string]any) {
	var t client.Timings
	if m.ws != nil {
		t = m.ws.Timings()
		v["num_redirects"] = m.ws.Redirects()
		if host, port, err := net.SplitHostPort(m.ws.Address()); err == nil {
			v["remote_ip"] = host
			v["remote_port"], _ = strconv.Atoi(port)
		}
		if state := m.ws.TLS(); state != nil {
			v["tls_version"], v["tls_cipher"] = tls.VersionName(state.Version), tls.CipherSuiteName(state.CipherSuite)
		}
	}
	for name, after := range map[string]time.Duration{
		"time_namelookup": t.NameLookup, "time_connect": t.Connect, "time_appconnect": t.AppConnect,
		"time_starttransfer": t.StartTransfer, "time_open": t.Open,
	} {
		if after > 0 {
			after += m.dialled
		}
		v[name] = inSeconds(after)
	}
}

// httpCode returns the status of the response to the handshake, or 0 without one.
func (m *meter) httpCode() httpCode {
	var rejected *client.HandshakeError
	switch {
	case errors.As(m.failed, &rejected):
		return httpCode(rejected.StatusCode)
	case m.opened:
		return httpCode(m.open.StatusCode)
	}
	return 0
}

func inSeconds(d time.Duration) seconds { return seconds(duration.Seconds(d)) }
