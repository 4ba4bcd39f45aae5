package flags

import (
	"strings"

	"wspipe/codec"
	"wspipe/commands/stdio"
)

// Format is how messages are written and read.
type Format struct {
	Null, Base64, Hex, Raw, Length, Json Switch
	Input, Output                        Text
	Text, Binary                         Switch
	Largest
	Flush Text
}

// oneFormat is a format that one flag sets for both directions.
type oneFormat struct {
	codec.Format
	short, usage string
	field        *Switch
}

func (g *Format) table() []oneFormat {
	return []oneFormat{
		{codec.Null, "0", "messages end with NUL instead of LF", &g.Null},
		{codec.Base64, "", "a line of base64 is a message", &g.Base64},
		{codec.Hex, "", "a line of hex digits is a message", &g.Hex},
		{codec.Raw, "", "bytes with nothing between messages", &g.Raw},
		{codec.Length, "", "a 4-byte big-endian length before each message", &g.Length},
		{codec.JSON, "", "a JSON object a line; on stdout for every event", &g.Json},
	}
}

func (g *Format) flags() []*Flag {
	var all []*Flag
	names := []string{codec.Lines.String()}
	for _, f := range g.table() {
		flag := &Flag{Name: f.String(), Short: f.short, Group: format, OneOf: formats, Usage: f.usage, Field: f.field}
		if f.Format == codec.JSON {
			flag.Brief = "one JSON object per line, for every event"
		}
		all, names = append(all, flag), append(names, f.String())
	}
	return append(all, g.others(names)...)
}

// others returns the flags that aren't a format's own.
func (g *Format) others(names []string) []*Flag {
	return []*Flag{
		{Name: "input", Group: format, Kind: Enum, Values: names, Field: &g.Input,
			Usage: "`FORMAT` of stdin only: " + strings.Join(names, ", ")},
		{Name: "output", Group: format, Kind: Enum, Values: names, Field: &g.Output,
			Usage: "`FORMAT` of stdout only"},
		{Name: "text", Group: format, OneOf: "type", Usage: "send text messages", Field: &g.Text},
		{Name: "binary", Group: format, OneOf: "type", Usage: "send binary messages", Field: &g.Binary},
		g.Largest.flag(),
		{Name: "flush", Group: format, Kind: Enum, Values: []string{"message", "idle"}, Default: "idle", Field: &g.Flush,
			Usage: "flush stdout `WHEN`: after each message, or when idle"},
	}
}

func (g *Format) fill(o *stdio.Formats) error {
	both := g.both()
	return firstOf(
		func() (err error) { o.Input, err = g.Input.format(both); return err },
		func() (err error) { o.Output, err = g.Output.format(both); return err },
		func() error { return g.fillType(o) },
		func() error { return g.Largest.fill(o) },
		func() error { return g.fillFlush(o) },
	)
}

// both returns the format for both directions.
func (g *Format) both() codec.Format {
	for _, f := range g.table() {
		if f.field.On {
			return f.Format
		}
	}
	return codec.Lines
}

// format returns the format of one direction.
func (t *Text) format(otherwise codec.Format) (codec.Format, error) {
	if t.Value == "" {
		return otherwise, nil
	}
	f, err := codec.ParseFormat(t.Value)
	if err != nil {
		return f, t.wrong("%w", err)
	}
	return f, nil
}

func (g *Format) fillType(o *stdio.Formats) error {
	switch {
	case g.Text.On:
		o.MessageType = codec.Text
	case g.Binary.On:
		o.MessageType = codec.Binary
	}
	return nil
}

func (g *Format) fillFlush(o *stdio.Formats) error {
	switch g.Flush.Value {
	case "", "idle":
	case "message":
		o.FlushEach = true
	default:
		return g.Flush.wrong("%q is neither message nor idle", g.Flush.Value)
	}
	return nil
}

// Largest is the flag for the largest message accepted.
type Largest struct{ MaxMessageSize Text }

func (g *Largest) flag() *Flag {
	return &Flag{Name: "max-message-size", Group: format, Kind: Size, Field: &g.MaxMessageSize,
		Usage: "refuse messages of more than `BYTES` (k, M, G); default: 100M if messages must be held, else no limit"}
}

func (g *Largest) fill(o *stdio.Formats) (err error) {
	size := g.MaxMessageSize.Value
	if size == "" {
		return nil
	}
	if o.MaxMessageSize, err = parseSize(size); err != nil {
		return g.MaxMessageSize.wrong("%q is %w", size, err)
	}
	return nil
}
