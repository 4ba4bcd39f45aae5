package commands

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"wspipe/commands/matcher"
)

// expected is what the flags expect of a session. Zero values expect nothing.
type expected struct {
	count  int // messages to print
	next   []matcher.Matcher
	until  matcher.Matcher
	ignore []matcher.Matcher
	close  int // code
	status int // of the handshake
}

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

func readExpectations(c *cli.Context, o *options) error {
	e := &o.expected
	if err := readMatchers(c, e); err != nil {
		return err
	}
	e.count, e.close, e.status = c.Int("count"), c.Int("expect-close"), c.Int("expect-status")
	switch {
	case c.IsSet("count") && e.count < 1:
		return usagef("--count: %d is not a number of messages", e.count)
	case c.IsSet("expect-close") && (e.close < 1000 || e.close > 4999):
		return usagef("--expect-close: %d is no close code, which are from 1000 to 4999", e.close)
	case c.IsSet("expect-status") && (e.status < 100 || e.status > 599):
		return usagef("--expect-status: %d is no HTTP status", e.status)
	case e.status != 0 && e.status != http.StatusSwitchingProtocols && (e.close != 0 || e.ofMessages()):
		return usagef("--expect-status %d leaves nothing else to expect: there is no connection then", e.status)
	}
	return nil
}

func readMatchers(c *cli.Context, e *expected) error {
	var err error
	if e.next, err = parseMatchers("--expect", c.StringSlice("expect")); err != nil {
		return err
	}
	if e.ignore, err = parseMatchers("--ignore", c.StringSlice("ignore")); err != nil {
		return err
	}
	if c.IsSet("until") {
		e.until, err = parseMatcher("--until", c.String("until"))
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
		return nil, usagef("%s %s: %w", flag, text, err)
	}
	quoted := "'" + strings.ReplaceAll(syntax.Quoted, "'", `'\''`) + "'"
	return nil, usagef("%s %s: %w (quoted, it means the text itself: %s)", flag, text, err, quoted)
}

// ofMessages: something is expected of the messages that come.
func (e *expected) ofMessages() bool { return e.count > 0 || len(e.next) > 0 || e.until != nil }

// onlyOpen: nothing is expected but that the connection opens.
func (e *expected) onlyOpen() bool {
	return e.status == http.StatusSwitchingProtocols && e.close == 0 && !e.ofMessages()
}

// defaultWait is for where --wait isn't given: what is expected is waited for
// as long as it takes.
func (o *options) defaultWait(otherwise time.Duration) {
	switch {
	case o.waitGiven:
	case o.expected.close != 0 || o.expected.ofMessages():
		o.wait = -1
	case o.expected.onlyOpen():
		o.wait = 0
	default:
		o.wait = otherwise
	}
}
