package flags

import (
	"math"
	"os"
	"strconv"
	"strings"
	"time"

	"wspipe/codec"
	"wspipe/commands/session"
	"wspipe/commands/transcript"
)

// Pace is how fast messages are sent.
type Pace struct {
	Rate   Text
	Paced  Switch
	Every  List
	Answer List
}

func (g *Pace) flags() []*Flag {
	return []*Flag{
		{Name: "rate", Group: pace, Field: &g.Rate,
			Usage: "send no faster than `N/s` messages (also N/m, N/h)"},
		{Name: "paced", Group: pace, Field: &g.Paced,
			Usage: "with --input json: keep the pauses between the times of the lines"},
		{Name: "every", Group: pace, Field: g.Every.verbatim(),
			Usage: "send a message at intervals: `'30s MESSAGE'`, first after one interval"},
		{Name: "answer", Group: pace, Kind: Matcher, Field: g.Answer.verbatim(),
			Usage: "answer matching messages at once, and skip them: `'MATCHER => MESSAGE'`"},
	}
}

// fill runs after the formats' fill.
func (g *Pace) fill(o *session.Options) error {
	if g.Rate.Given {
		var ok bool
		if o.Pace.Interval, ok = parseRate(g.Rate.Value); !ok {
			return g.Rate.wrong("%q is not a rate such as 10/s, 30/m or 0.5/h", g.Rate.Value)
		}
	}
	if err := g.fillUnasked(o); err != nil {
		return err
	}
	if o.Pace.Recorded = g.Paced.On; !o.Pace.Recorded {
		return nil
	}
	switch {
	case o.Input != codec.JSON:
		return g.Paced.wrong("it needs --input json, whose lines have times")
	case len(o.Messages) > 0:
		return g.Paced.wrong("it is for lines on stdin, which have times, not for arguments")
	}
	return nil
}

// fillUnasked sets the messages that are sent without being part of the input.
func (g *Pace) fillUnasked(o *session.Options) error {
	for _, text := range g.Every.Values {
		every, err := transcript.ParseEvery(text, os.ReadFile)
		if err != nil {
			return g.Every.wrong("%w", err)
		}
		m := session.Periodic{Interval: every.Interval}
		if m.Type, m.Payload, err = every.Message(nil); err != nil {
			return g.Every.wrong("%w", err)
		}
		o.Every = append(o.Every, m)
	}
	for _, text := range g.Answer.Values {
		answer, err := transcript.ParseAnswer(text, os.ReadFile)
		if err != nil {
			return g.Answer.wrong("%w", err)
		}
		o.Answers = append(o.Answers, answer)
	}
	return nil
}

// parseRate parses a number of messages per second, minute or hour. It returns the time from one
// message to the next.
func parseRate(text string) (interval time.Duration, ok bool) {
	number, unit, _ := strings.Cut(text, "/")
	in := map[string]time.Duration{"s": time.Second, "m": time.Minute, "h": time.Hour}[unit]
	n, err := strconv.ParseFloat(number, 64)
	interval = time.Duration(float64(in) / n)
	return interval, err == nil && in > 0 && n > 0 && !math.IsInf(n, 0) && interval > 0
}
