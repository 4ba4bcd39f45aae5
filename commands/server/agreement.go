package server

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"wspipe/client"
	"wspipe/commands/status"
)

// anySubprotocol is the value of --subprotocol that accepts whatever is offered.
const anySubprotocol = "*"

// offeredSubprotocols returns the subprotocols of a request, the client's preferred one first.
func offeredSubprotocols(r *http.Request) []string {
	var names []string
	for _, line := range r.Header.Values("Sec-WebSocket-Protocol") {
		for _, name := range strings.Split(line, ",") {
			if name = strings.TrimSpace(name); name != "" {
				names = append(names, name)
			}
		}
	}
	return names
}

// agreeable returns the subprotocols that a client may use, given those that --subprotocol names.
func agreeable(named, offered []string) []string {
	if !slices.Contains(named, anySubprotocol) {
		return named
	}
	return slices.Concat(named, offered)
}

// disagreed reports a client that may well leave, as browsers do, because no subprotocol was agreed
// on.
func (s *server) disagreed(c *servedClient, r *http.Request, e client.OpenEvent) {
	offered := offeredSubprotocols(r)
	if e.Protocol != "" || len(offered) == 0 {
		return
	}
	s.voice.Say(fmt.Sprintf("client %d offered %s, of which none was agreed on (-s names those that are, -s '*' all)",
		c.number, subprotocolList(offered)))
}

func subprotocolList(names []string) string {
	list := status.Printable(strings.Join(names, ", "))
	if len(names) == 1 {
		return "the subprotocol " + list
	}
	return "the subprotocols " + list
}
