package flags

import (
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

// formatNames are the values of --input and --output.
func formatNames() []string {
	return []string{"lines", "null", "base64", "hex", "raw", "length", "json"}
}

func (g *Format) flags() []Flag {
	return []Flag{
		{Name: "null", Short: "0", Group: format, OneOf: formats, Usage: "messages end with NUL instead of LF", Field: &g.Null},
		{Name: "base64", Group: format, OneOf: formats, Usage: "a line of base64 is a message", Field: &g.Base64},
		{Name: "hex", Group: format, OneOf: formats, Usage: "a line of hex digits is a message", Field: &g.Hex},
		{Name: "raw", Group: format, OneOf: formats, Usage: "bytes with nothing between messages", Field: &g.Raw},
		{Name: "length", Group: format, OneOf: formats, Usage: "a 4-byte big-endian length before each message", Field: &g.Length},
		{Name: "json", Group: format, OneOf: formats, Brief: "a JSON object a line, for every event", Usage: "a JSON object a line; on stdout for every event", Field: &g.Json},
		{Name: "input", Group: format, Kind: Enum, Values: formatNames(), Field: &g.Input,
			Usage: "`FORMAT` of stdin alone: lines, null, base64, hex, raw, length, json"},
		{Name: "output", Group: format, Kind: Enum, Values: formatNames(), Field: &g.Output,
			Usage: "`FORMAT` of stdout alone"},
		{Name: "text", Group: format, OneOf: "type", Usage: "send text messages", Field: &g.Text},
		{Name: "binary", Group: format, OneOf: "type", Usage: "send binary messages", Field: &g.Binary},
		g.Largest.flag(),
		{Name: "flush", Group: format, Kind: Enum, Values: []string{"message", "idle"}, Default: "idle", Field: &g.Flush,
			Usage: "write stdout `WHEN`: after each message, or when idle"},
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

// both is the format of either direction.
func (g *Format) both() codec.Format {
	for f, given := range map[codec.Format]*Switch{
		codec.Null: &g.Null, codec.Base64: &g.Base64, codec.Hex: &g.Hex, codec.Raw: &g.Raw, codec.Length: &g.Length, codec.JSON: &g.Json,
	} {
		if given.On {
			return f
		}
	}
	return codec.Lines
}

// format is that of one direction.
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

// Largest is the largest message that is taken.
type Largest struct{ MaxMessageSize Text }

func (g *Largest) flag() Flag {
	return Flag{Name: "max-message-size", Group: format, Kind: Size, Field: &g.MaxMessageSize,
		Usage: "refuse messages of more than `BYTES` (k, M, G); default 100M where a message must be held, else none"}
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
