package flags

import (
	"math"
	"strconv"
	"strings"
	"time"

	"wspipe/codec"
	"wspipe/commands/session"
)

// Pace is how fast messages are sent.
type Pace struct {
	Rate  Text
	Paced Switch
}

func (g *Pace) flags() []Flag {
	return []Flag{
		{Name: "rate", Group: pace, Field: &g.Rate,
			Usage: "send no faster than `N/s` messages (also N/m, N/h)"},
		{Name: "paced", Group: pace, Field: &g.Paced,
			Usage: "with --input json: send with the pauses between the times of the lines"},
	}
}

// fill comes after the formats.
func (g *Pace) fill(o *session.Options) error {
	if g.Rate.Given {
		var ok bool
		if o.Pace.Interval, ok = parseRate(g.Rate.Value); !ok {
			return g.Rate.wrong("%q is no rate such as 10/s, 30/m or 0.5/h", g.Rate.Value)
		}
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

// parseRate reads so many messages in a second, a minute or an hour, as the time
// from one to the next.
func parseRate(text string) (interval time.Duration, ok bool) {
	number, unit, _ := strings.Cut(text, "/")
	in := map[string]time.Duration{"s": time.Second, "m": time.Minute, "h": time.Hour}[unit]
	n, err := strconv.ParseFloat(number, 64)
	interval = time.Duration(float64(in) / n)
	return interval, err == nil && in > 0 && n > 0 && !math.IsInf(n, 0) && interval > 0
}
