package commands

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"wspipe/client"
)

// anySubprotocol is what --subprotocol is given to agree to whatever is offered.
const anySubprotocol = "*"

// checkSubprotocols wants what can stand in a list in a header: some servers'
// names are no tokens.
func checkSubprotocols(names []string) error {
	for i, name := range names {
		if name == "" || strings.ContainsAny(name, " \t,") || !validHeader("Sec-WebSocket-Protocol", name) {
			return usagef("--subprotocol: %q is not a subprotocol's name", name)
		}
		if slices.Contains(names[:i], name) {
			return usagef("--subprotocol: %q is given twice", name)
		}
	}
	return nil
}

// offeredSubprotocols are those of a request, the client's favourite first.
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

// agreeable are the subprotocols that may be agreed on with a client, of
// those that --subprotocol names.
func agreeable(named, offered []string) []string {
	if !slices.Contains(named, anySubprotocol) {
		return named
	}
	return slices.Concat(named, offered)
}

// disagreed tells of a client that may well leave, as browsers do, because no
// subprotocol was agreed on.
func (s *server) disagreed(c *servedClient, r *http.Request, e client.OpenEvent) {
	offered := offeredSubprotocols(r)
	if e.Protocol != "" || len(offered) == 0 {
		return
	}
	s.report.say(fmt.Sprintf("client %d offered %s, of which none was agreed on (-s names those that are, -s '*' all)",
		c.number, subprotocolList(offered)))
}

func subprotocolList(names []string) string {
	list := printable(strings.Join(names, ", "))
	if len(names) == 1 {
		return "the subprotocol " + list
	}
	return "the subprotocols " + list
}
