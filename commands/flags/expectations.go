package flags

import (
	"errors"
	"net/http"
	"strings"

	"github.com/urfave/cli/v2"

	"wspipe/commands/matcher"
	"wspipe/commands/session"
	"wspipe/commands/status"
)

func expectationFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringSliceFlag{Name: "expect", Category: groupExpectation, KeepSpace: true,
			Usage: "the next message must match `MATCHER`, else end with status 1; each next one the next --expect"},
		&cli.StringFlag{Name: "until", Category: groupExpectation,
			Usage: "end with status 0 after the first message that matches `MATCHER`"},
		&cli.StringSliceFlag{Name: "ignore", Category: groupExpectation, KeepSpace: true,
			Usage: "neither print, count nor compare messages that match `MATCHER`"},
		&cli.IntFlag{Name: "expect-close", Category: groupExpectation, DefaultText: "any",
			Usage: "the server must close with `CODE` (1005: none, 1006: by dropping the connection); then status 0, else 1"},
		&cli.IntFlag{Name: "expect-status", Category: groupExpectation, DefaultText: "101",
			Usage: "the handshake must be answered with HTTP status `CODE`; then status 0, else 1"},
	}
}

func readExpectations(c *cli.Context, o *session.Options) error {
	e := &o.Expected
	if err := readMatchers(c, e); err != nil {
		return err
	}
	e.Count, e.Close, e.Status = c.Int("count"), c.Int("expect-close"), c.Int("expect-status")
	switch {
	case c.IsSet("count") && e.Count < 1:
		return status.Usagef("--count: %d is not a number of messages", e.Count)
	case c.IsSet("expect-close") && (e.Close < 1000 || e.Close > 4999):
		return status.Usagef("--expect-close: %d is no close code, which are from 1000 to 4999", e.Close)
	case c.IsSet("expect-status") && (e.Status < 100 || e.Status > 599):
		return status.Usagef("--expect-status: %d is no HTTP status", e.Status)
	case e.Status != 0 && e.Status != http.StatusSwitchingProtocols && (e.Close != 0 || e.OfMessages()):
		return status.Usagef("--expect-status %d leaves nothing else to expect: there is no connection then", e.Status)
	}
	return nil
}

func readMatchers(c *cli.Context, e *session.Expected) error {
	var err error
	if e.Next, err = parseMatchers("--expect", c.StringSlice("expect")); err != nil {
		return err
	}
	if e.Ignore, err = parseMatchers("--ignore", c.StringSlice("ignore")); err != nil {
		return err
	}
	if c.IsSet("until") {
		e.Until, err = parseMatcher("--until", c.String("until"))
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

// parseMatcher says of one that doesn't parse how to quote it, for a shell.
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
