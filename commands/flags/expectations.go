package flags

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"wspipe/commands/matcher"
	"wspipe/commands/session"
	"wspipe/commands/status"
)

// Expectation is what has to arrive.
type Expectation struct {
	Next   List
	Until  Text
	Ignore List
	Close  Number
	Status Number
}

func (g *Expectation) flags() []*Flag {
	return []*Flag{
		{Name: "expect", Group: expectation, Kind: Matcher, Brief: "what the next message must be", Field: g.Next.verbatim(),
			Usage: "the next message must match `MATCHER`, else end with status 1; repeat it for the messages after that"},
		{Name: "until", Group: expectation, Kind: Matcher, Brief: "end after the first message that matches", Field: &g.Until,
			Usage: "end with status 0 after the first message that matches `MATCHER`"},
		{Name: "ignore", Group: expectation, Kind: Matcher, Field: g.Ignore.verbatim(),
			Usage: "don't print, count or compare messages that match `MATCHER`"},
		{Name: "expect-close", Group: expectation, Kind: Code, Default: "any", Field: &g.Close,
			Usage: "the server must close with `CODE` (1005: none, 1006: connection dropped); status 0 if it does, else 1"},
		{Name: "expect-status", Group: expectation, Kind: Count, Default: "101", Field: &g.Status,
			Values: []string{"101", "301", "302", "400", "401", "403", "404", "429", "500", "502", "503"},
			Usage:  "the handshake must be answered with HTTP status `CODE`; exit status 0 if it is, else 1"},
	}
}

func (g *Expectation) fill(e *session.Expected) error {
	if err := g.fillMatchers(e); err != nil {
		return err
	}
	e.Close, e.Status = g.Close.Value, g.Status.Value
	switch {
	case g.Close.Given && (e.Close < 1000 || e.Close > 4999):
		return g.Close.wrong("%d is not a close code, which are from 1000 to 4999", e.Close)
	case g.Status.Given && (e.Status < 100 || e.Status > 599):
		return g.Status.wrong("%d is not an HTTP status", e.Status)
	case e.Status != 0 && e.Status != http.StatusSwitchingProtocols && (e.Close != 0 || e.OfMessages()):
		return status.Usagef("--expect-status %d leaves nothing else to expect: there is no connection then", e.Status)
	}
	return nil
}

func (g *Expectation) fillMatchers(e *session.Expected) error {
	var err error
	if e.Next, err = parseMatchers("--expect", g.Next.Values); err != nil {
		return err
	}
	if e.Ignore, err = parseMatchers("--ignore", g.Ignore.Values); err != nil {
		return err
	}
	if g.Until.Given {
		e.Until, err = parseMatcher("--until", g.Until.Value)
	}
	return err
}

func parseMatchers(flag string, texts []string) ([]matcher.Matcher, error) {
	var all []matcher.Matcher
	for _, text := range texts {
		m, err := parseMatcher(flag, text)
		if err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	return all, nil
}

// doubts returns what to tell a person about matchers that may not be what they meant.
func doubts(matchers ...[]string) (all []string) {
	for _, text := range slices.Concat(matchers...) {
		if doubt := matcher.Doubt(text); doubt != "" {
			all = append(all, doubt)
		}
	}
	return all
}

// parseMatcher parses a matcher. Its error says how to quote the text in a shell.
func parseMatcher(flag, text string) (matcher.Matcher, error) {
	m, err := matcher.Parse(text)
	if err == nil {
		return m, nil
	}
	var syntax *matcher.SyntaxError
	if !errors.As(err, &syntax) || syntax.Quoted == "" {
		return nil, status.Usagef("%s %s: %w", flag, text, err)
	}
	quoted := "'" + strings.ReplaceAll(syntax.Quoted, "'", `'\''`) + "'"
	return nil, status.Usagef("%s %s: %w (quoted, it means the text itself: %s)", flag, text, err, quoted)
}
