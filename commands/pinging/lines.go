package pinging

import (
	"encoding/json"
	"io"
	"time"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/stdio"
)

// lines prints for programs: a line of JSON for each event.
type lines struct{ w io.Writer }

// opened prints the line that connect --json prints.
func (l lines) opened(e client.OpenEvent, _ int) error {
	w := codec.NewWriter(l.w, codec.JSON, codec.WriterOptions{})
	if err := w.Event(stdio.OpenEvent(e)); err != nil {
		return err
	}
	return w.Flush()
}

// pongLine describes a pong. Seconds is null if it didn't arrive in time; if Late is set, the pong
// arrived after that.
type pongLine struct {
	Type    string    `json:"type"`
	Number  int       `json:"number"`
	Seconds *float64  `json:"seconds"`
	Late    bool      `json:"late,omitempty"`
	Time    time.Time `json:"time"`
}

func (l lines) pong(number int, took time.Duration) error {
	seconds := took.Seconds()
	return l.line(pongLine{"pong", number, &seconds, false, time.Now().UTC()})
}

func (l lines) late(number int, took time.Duration) error {
	seconds := took.Seconds()
	return l.line(pongLine{"pong", number, &seconds, true, time.Now().UTC()})
}

func (l lines) missing(number int, _ time.Duration) error {
	return l.line(pongLine{"pong", number, nil, false, time.Now().UTC()})
}

type summaryLine struct {
	Type  string    `json:"type"`
	Pings int       `json:"pings"`
	Pongs int       `json:"pongs"`
	Lost  float64   `json:"lost"` // in percent
	Times *spread   `json:"seconds"`
	Time  time.Time `json:"time"`
}

// spread summarizes the times of the pongs, in seconds; nil if none arrived.
type spread struct {
	Min    float64 `json:"min"`
	Avg    float64 `json:"avg"`
	Max    float64 `json:"max"`
	Stddev float64 `json:"stddev"`
}

func (l lines) summary(t *tally) error {
	s := summaryLine{"summary", t.sent, t.came, t.lost(), nil, time.Now().UTC()}
	if t.came > 0 {
		s.Times = &spread{t.min / 1000, t.mean / 1000, t.max / 1000, t.deviation() / 1000}
	}
	return l.line(s)
}

func (l lines) line(value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	_, err = l.w.Write(append(text, '\n'))
	return err
}
