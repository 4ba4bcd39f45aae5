package har

import (
	"cmp"
	"fmt"
	"net/http"
	"strings"

	"wspipe/client"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// opened returns the connections that opened: a failed attempt leaves an entry, too.
func opened(entries []entry, voice *stdio.Voice) (all []entry) {
	for _, e := range entries {
		why := e.failure()
		if why == "" {
			all = append(all, e)
			continue
		}
		voice.Say(fmt.Sprintf("left out %s, which was never open: %s", e.shown(), status.Printable(why)))
	}
	return all
}

// shown returns the connection's URL, without possible credentials.
func (e *entry) shown() string {
	url, _, _ := strings.Cut(socketURL(e.Request.URL), "?")
	return status.Printable(client.WithoutUser(url))
}

// failure returns why the connection never opened; "" if it did.
func (e *entry) failure() string {
	why := e.Response.Failure
	for _, m := range e.Messages {
		if m.Type != "error" {
			return ""
		}
		if m.Data != nil {
			why = cmp.Or(why, *m.Data)
		}
	}
	switch code := e.Response.Status; {
	case code == http.StatusSwitchingProtocols || code == http.StatusOK:
		return ""
	case code > 0:
		return cmp.Or(why, fmt.Sprintf("it was answered with status %d", code))
	}
	return why
}

func shown(entries []entry) string {
	var urls []string
	for _, e := range entries {
		urls = append(urls, e.shown())
	}
	return strings.Join(urls, ", ")
}
