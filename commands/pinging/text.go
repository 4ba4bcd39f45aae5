package pinging

import (
	"fmt"
	"io"
	"strings"
	"time"

	"wspipe/client"
	"wspipe/commands/duration"
	"wspipe/commands/status"
)

// text prints for people.
type text struct{ w io.Writer }

// opened prints where the time to open the connection went: each step from the end of the previous
// one.
func (r text) opened(e client.OpenEvent, redirects int) error {
	t := e.Timings
	name, connection := "name", "TCP"
	if t.NameLookup == 0 {
		connection = "socket"
	}
	if redirects > 0 {
		name = status.Plural(redirects, "redirect") + " and name"
	}
	var steps []string
	before := time.Duration(0)
	for _, step := range []struct {
		name string
		at   time.Duration
	}{{name, t.NameLookup}, {connection, t.Connect}, {"TLS", t.AppConnect}, {"handshake", t.Open}} {
		if step.at > 0 {
			steps = append(steps, fmt.Sprintf("%s %.3f ms", step.name, duration.Milliseconds(step.at-before)))
			before = step.at
		}
	}
	return r.line("%s (%s): open after %.3f ms: %s", status.Printable(e.URL), status.Printable(e.Address), duration.Milliseconds(t.Open), strings.Join(steps, ", "))
}

func (r text) pong(number int, took time.Duration) error {
	return r.line("pong %d after %.3f ms", number, duration.Milliseconds(took))
}

func (r text) late(number int, took time.Duration) error {
	return r.line("pong %d after %.3f ms, too late", number, duration.Milliseconds(took))
}

func (r text) missing(number int, patience time.Duration) error {
	return r.line("no pong %d within %v", number, patience)
}

func (r text) line(format string, args ...any) error {
	_, err := fmt.Fprintf(r.w, format+"\n", args...)
	return err
}

func (r text) summary(t *tally) error {
	line := status.Plural(t.sent, "ping") + ", " + status.Plural(t.came, "pong")
	if t.sent > 0 {
		line += fmt.Sprintf(", %.3g%% lost", t.lost())
	}
	if t.came > 0 {
		line += fmt.Sprintf("; min/avg/max/stddev %.3f/%.3f/%.3f/%.3f ms", t.min, t.mean, t.max, t.deviation())
	}
	_, err := fmt.Fprintln(r.w, line)
	return err
}
