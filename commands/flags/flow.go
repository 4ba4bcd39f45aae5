package flags

import (
	"os"
	"time"

	"wspipe/client"
	"wspipe/commands/session"
	"wspipe/commands/transcript"
)

const defaultCloseCode = 1000

// Flow is what starts and ends a session.
type Flow struct {
	Count       Number
	Wait        Duration
	OnOpen      List
	CloseCode   Number
	CloseReason Text
}

// flags returns the flags of a command; wait says what --wait does by default.
func (g *Flow) flags(wait string) []*Flag {
	return []*Flag{
		{Name: "count", Short: "n", Group: flow, Kind: Count, Default: "no limit", Brief: "end after printing N messages", Field: &g.Count,
			Usage: "end with status 0 after printing `N` messages; status 1 if fewer come"},
		{Name: "wait", Group: flow, Kind: Length, Brief: "stay until DURATION passes without a message", Usage: wait, Field: &g.Wait},
		{Name: "on-open", Group: flow, Field: g.OnOpen.verbatim(),
			Usage: "send `MESSAGE` once the connection is open: text, or as after > in a transcript (hex: …, \"…\", @FILE)"},
		{Name: "close-code", Group: flow, Kind: Code, Default: "1000", Field: &g.CloseCode,
			Usage: "close with `CODE`: 0 (no code), 1000 to 1003, 1007 to 1014 or 3000 to 4999"},
		{Name: "close-reason", Group: flow, Field: &g.CloseReason,
			Usage: "close with `REASON`, at most 123 bytes"},
	}
}

func (g *Flow) fill(o *session.Options) error {
	for _, text := range g.OnOpen.Values {
		m, err := parseMessage(text)
		if err != nil {
			return g.OnOpen.wrong("%w", err)
		}
		o.OnOpen = append(o.OnOpen, m)
	}
	o.CloseCode, o.CloseReason = g.CloseCode.or(defaultCloseCode), g.CloseReason.Value
	if err := client.CheckLenientClose(o.CloseCode, ""); err != nil {
		return g.CloseCode.wrong("%w (0 for none)", err)
	}
	if err := client.CheckLenientClose(o.CloseCode, o.CloseReason); err != nil {
		return g.CloseReason.wrong("%w", err)
	}
	if o.Expected.Count = g.Count.Value; g.Count.Given && o.Expected.Count < 1 {
		return g.Count.wrong("%d is not a number of messages", o.Expected.Count)
	}
	return g.fillWait(o)
}

// parseMessage parses a message on the command line, in the notation of transcripts.
func parseMessage(text string) (m session.Message, err error) {
	m.Type, m.Payload, err = transcript.ParseMessage(text, os.ReadFile)
	return m, err
}

func (g *Flow) fillWait(o *session.Options) error {
	o.Wait, o.WaitGiven = g.Wait.Value, g.Wait.Given
	if o.Wait < 0 && o.Wait != -time.Second {
		return g.Wait.wrong("%v is neither a time to wait nor -1, for ever", o.Wait)
	}
	return nil
}
