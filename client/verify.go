package client

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// verify checks an answer that agrees, as strictly as browsers do (RFC 6455, section
// 4.1, and RFC 8441, section 5), and completes refusal if it fails. The library checks
// the accept key.
func (ws *WebSocket) verify(a answer, refusal *HandshakeError) error {
	header := refusal.Header
	switch {
	case a.status == http.StatusOK: // in HTTP/2, which has none of the following
		ws.checkProtocol(header, refusal)
	case a.proto != "HTTP/1.1":
		refusal.Problem = "the server switched protocols in " + a.proto + ", not HTTP/1.1"
	case a.stray != "":
		refusal.Problem = fmt.Sprintf("the answer 101 has a line that is no header: %q", a.stray)
	case !hasToken(header, "Connection", "Upgrade"):
		refusal.Problem = fmt.Sprintf("the answer 101 has Connection %q, not Upgrade", header.Values("Connection"))
	case !strings.EqualFold(strings.Join(header.Values("Upgrade"), ", "), "websocket"):
		refusal.Problem = fmt.Sprintf("the answer 101 has Upgrade %q, not websocket", header.Values("Upgrade"))
	case len(header.Values("Sec-WebSocket-Accept")) > 1:
		refusal.Problem = "the answer 101 has Sec-WebSocket-Accept twice"
	default:
		ws.checkProtocol(header, refusal)
	}
	if refusal.Problem != "" {
		return refusal
	}
	return nil
}

// hasToken looks for an element of a field's lists, ignoring case.
func hasToken(h http.Header, name, token string) bool {
	return slices.ContainsFunc(strings.Split(strings.Join(h.Values(name), ","), ","), func(element string) bool {
		return strings.EqualFold(strings.Trim(element, " \t"), token)
	})
}

// checkProtocol checks the subprotocol. Names are case-sensitive, and a server that
// chooses none of those offered has not agreed (WHATWG WebSockets, section 2.2).
func (ws *WebSocket) checkProtocol(h http.Header, refusal *HandshakeError) {
	offered := strings.Join(ws.opts.Protocols, ", ")
	values := h.Values("Sec-WebSocket-Protocol")
	chosen := strings.Join(values, ", ")
	switch {
	case len(values) > 1:
		refusal.Problem = "the answer has Sec-WebSocket-Protocol twice: " + chosen
	case chosen == "" && (offered == "" || ws.opts.AnySubprotocol), slices.Contains(ws.opts.Protocols, chosen):
	case chosen == "":
		refusal.NoProtocol, refusal.Problem = true, "the server agreed to no subprotocol (offered: "+offered+")"
	case offered == "":
		refusal.Protocol, refusal.Problem = chosen, "the server chose the subprotocol "+chosen+", which was not offered"
	default:
		refusal.Protocol, refusal.Problem = chosen, "the server chose the subprotocol "+chosen+" (offered: "+offered+")"
	}
}
