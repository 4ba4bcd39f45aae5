// Package har turns recordings by browsers and proxies into conversations. It reads HTTP Archives
// with _webSocketMessages, as Chrome, Playwright and mitmproxy write them.
package har

import (
	"cmp"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"wspipe/codec"
	"wspipe/commands/recording"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
	"wspipe/commands/transcript"
)

// Options configure an import.
type Options struct {
	stdio.Verbosity
	File   string // or - for stdin
	Folder string // empty: stdout
	Match  string // a glob for the whole URL; empty: all
}

// Run imports all connections, or none.
func Run(o Options, s stdio.Streams) error {
	text, err := transcript.Read(o.File, s.In)
	if err != nil {
		return status.Usagef("%s: %w", o.File, status.WithoutPath(err))
	}
	entries, err := parse(transcript.Shown(o.File), text)
	if err != nil {
		return err
	}
	voice := stdio.NewVoice(s, o.Verbosity)
	matching, err := o.matching(entries, voice)
	if err != nil {
		return err
	}
	var conversations []string
	for _, e := range matching {
		c, err := e.conversation()
		if err != nil {
			return err
		}
		conversations = append(conversations, c.Transcript())
	}
	if o.Folder != "" {
		return o.write(conversations, voice)
	}
	if _, err := io.WriteString(s.Out, conversations[0]); err != nil {
		return status.Localf("stdout: %w", status.WithoutPath(err))
	}
	return nil
}

// matching returns the requested connections; for stdout there must be exactly one.
func (o *Options) matching(entries []entry, voice *stdio.Voice) ([]entry, error) {
	var named []entry
	for _, e := range entries {
		if o.Match == "" || glob(o.Match).MatchString(e.Request.URL) || glob(o.Match).MatchString(socketURL(e.Request.URL)) {
			named = append(named, e)
		}
	}
	all := opened(named, voice)
	switch {
	case len(entries) == 0:
		return nil, status.Usagef("%s: there is no WebSocket in it", transcript.Shown(o.File))
	case len(named) == 0:
		return nil, status.Usagef("--match: none of the %s in %s", status.Plural(len(entries), "WebSocket"), transcript.Shown(o.File))
	case len(all) == 0:
		return nil, status.Usagef("%s: no WebSocket in it was ever open", transcript.Shown(o.File))
	case len(all) > 1 && o.Folder == "":
		return nil, status.Usagef("there are %d WebSockets (%s): -d DIR writes a file for each, --match chooses", len(all), shown(all))
	}
	return all, nil
}

// glob compiles a pattern in which * matches anything and ? one character.
func glob(pattern string) *regexp.Regexp {
	quoted := regexp.QuoteMeta(pattern)
	quoted = strings.ReplaceAll(strings.ReplaceAll(quoted, `\*`, ".*"), `\?`, ".")
	return regexp.MustCompile("(?s)^" + quoted + "$")
}

// socketURL replaces the scheme http or https, which proxies write, with ws or wss.
func socketURL(url string) string {
	if rest, ok := strings.CutPrefix(url, "http"); ok {
		return "ws" + rest
	}
	return url
}

func (o *Options) write(conversations []string, voice *stdio.Voice) error {
	if err := os.MkdirAll(o.Folder, 0o700); err != nil {
		return status.Localf("-d %s: %w", o.Folder, status.WithoutPath(err))
	}
	n := 0
	for _, text := range conversations {
		file, err := o.create(&n)
		if err == nil {
			_, err = file.WriteString(text)
			err = cmp.Or(err, file.Close())
		}
		if err != nil {
			return status.Localf("-d %s: %w", o.Folder, status.WithoutPath(err))
		}
		voice.Say("wrote " + file.Name())
	}
	return nil
}

// create creates a new file with the next unused number.
func (o *Options) create(n *int) (*os.File, error) {
	for {
		*n++
		file, err := os.OpenFile(filepath.Join(o.Folder, fmt.Sprintf("%04d.wst", *n)), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if !errors.Is(err, fs.ErrExist) {
			return file, err
		}
	}
}

const importedBy = "imported by wspipe import. wspipe check plays it against the server, wspipe serve --replay plays the server."

// conversation returns the connection as a recording. A HAR doesn't say who closed it.
func (e *entry) conversation() (*recording.Conversation, error) {
	url, err := transcript.ShownURL(socketURL(e.Request.URL))
	if err != nil {
		return nil, status.Usagef("%s.request.url: %v", e.where, err)
	}
	c := &recording.Conversation{Comment: importedBy, URL: url}
	for _, h := range e.Request.Headers {
		switch name := strings.ToLower(h.Name); name {
		case "sec-websocket-protocol":
			for _, protocol := range strings.Split(h.Value, ",") {
				c.Protocols = append(c.Protocols, strings.TrimSpace(protocol))
			}
		case "origin":
			c.Origin = h.Value
		case "cookie", "authorization":
			c.LeftOut = append(c.LeftOut, h.Name)
		}
	}
	return c, e.events(c)
}

// untimed is the time between messages without times: long enough that none seem to have come at
// once.
const untimed = time.Second

func (e *entry) events(c *recording.Conversation) error {
	for _, m := range e.Messages {
		event, ok, err := m.event()
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		if n := len(c.Events); n > 0 {
			last := c.Events[n-1].At
			if m.Time <= 0 {
				event.At = last.Add(untimed)
			} else if event.At.Before(last) {
				event.At = last
			}
		}
		c.Events = append(c.Events, event)
	}
	if len(c.Events) > 0 {
		c.Began = c.Events[0].At
		if began, err := time.Parse(time.RFC3339Nano, e.Started); err == nil && began.Before(c.Began) && c.Events[0].At.Unix() > 0 {
			c.Began = began
		}
	}
	return nil
}

// event returns a message as an event, or false if it isn't one, such as Chrome's errors and
// control frames.
func (m *message) event() (recording.Event, bool, error) {
	event := recording.Event{Kind: recording.Received, Type: codec.Text, At: timeOf(m.Time)}
	switch m.Type {
	case "send":
		event.Kind = recording.Sent
	case "receive":
	case "error":
		return event, false, nil
	default:
		return event, false, status.Usagef("%s.type: %q is neither send nor receive", m.where, m.Type)
	}
	switch {
	case m.Opcode != 1 && m.Opcode != 2:
		return event, false, nil
	case m.Data == nil:
		return event, false, status.Usagef("%s.data is missing", m.where)
	}
	event.Payload = []byte(*m.Data)
	if m.Opcode == 2 {
		payload, err := base64.StdEncoding.DecodeString(*m.Data)
		if err != nil {
			return event, false, status.Usagef("%s.data: opcode 2 is for binary, and this isn't base64", m.where)
		}
		event.Type, event.Payload = codec.Binary, payload
	}
	return event, true, nil
}

// milliseconds is the number from which a time can't be in seconds: it would be in the year 5138.
const milliseconds = 100e9

func timeOf(t float64) time.Time {
	switch {
	case t <= 0:
		return time.Unix(0, 0)
	case t >= milliseconds:
		return time.UnixMicro(int64(t * 1000))
	}
	return time.UnixMicro(int64(t * 1e6))
}
