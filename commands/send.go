package commands

import (
	"fmt"
	"io"

	"github.com/urfave/cli/v2"

	"wspipe/codec"
)

func sendCommand(s streams) *cli.Command {
	return command("send", "send messages, print the replies asked for, close, exit", "URL [MESSAGE…]",
		"Without MESSAGE they come from stdin. Status 0 means that all was sent and that\n"+
			"the server answered our close. echo: as URL is an echo server inside the process.",
		sharedFlags("stay until no message has come for `DURATION`; -1 waits for the server (default: 0, or -1 where something is expected)"),
		func(c *cli.Context) error {
			o, err := readOptions(c, s)
			if err != nil {
				return err
			}
			return runSend(c, o, s)
		})
}

func runSend(c *cli.Context, o options, s streams) error {
	o.defaultWait(0)
	p := newSession(o, s)
	p.mustSendAll = true
	if len(o.messages) == 0 {
		if err := s.feedsItself(); err != nil {
			return err
		}
		p.source = codec.NewReader(s.in, o.input, codec.ReaderOptions{Type: o.messageType, MaxMessageSize: o.maxMessageSize, Whole: true})
		return p.run(c.Context)
	}
	messages, err := decodeArguments(o)
	if err != nil {
		return err
	}
	p.source = messages
	p.brief = o.wait == 0 && o.verbose == 0 && o.output != codec.JSON
	return p.run(c.Context)
}

// arguments are the messages of a command line, as a source like stdin.
type arguments struct {
	parts []codec.Part
	next  int
}

// decodeArguments finds bad ones before anything is dialled.
func decodeArguments(o options) (*arguments, error) {
	a := &arguments{}
	for i, m := range o.messages {
		part, err := codec.Decode(o.input, o.messageType, []byte(m))
		if err != nil {
			return nil, localf("message %d: %w", i+1, err)
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
