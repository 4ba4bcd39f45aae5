package session

import (
	"fmt"
	"io"

	"wspipe/codec"
	"wspipe/commands/status"
)

// arguments is a message source, like stdin, for the messages on a command line.
type arguments struct {
	parts []codec.Part
	next  int
}

// decodeArguments decodes all messages, so that bad ones are found before anything is dialled.
func decodeArguments(o Options) (*arguments, error) {
	a := &arguments{}
	for i, m := range o.Messages {
		part, err := codec.Decode(o.Input, o.MessageType, []byte(m))
		if err != nil {
			return nil, status.Localf("message %d: %w", i+1, err)
		}
		a.parts = append(a.parts, part)
	}
	return a, nil
}

func (a *arguments) Next() (codec.Part, error) {
	if a.next == len(a.parts) {
		return codec.Part{}, io.EOF
	}
	a.next++
	return a.parts[a.next-1], nil
}

func (a *arguments) Buffered() bool { return true }

func (a *arguments) Where() string { return fmt.Sprintf("message %d", a.next) }
