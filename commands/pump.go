package commands

import (
	"errors"
	"fmt"
	"io"
	"io/fs"

	"wspipe/client"
	"wspipe/codec"
)

// source is where the messages to send come from; *codec.Reader says more.
type source interface {
	Next() (codec.Part, error)
	Buffered() bool
	Where() string
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

// sendAll sends what there is to send and decides how the session goes on.
func (p *session) sendAll() {
	for _, m := range p.o.onOpen {
		if err := p.ws.SendText(m); errors.Is(err, client.ErrNotUTF8) {
			p.stop(localf("--on-open: %w", err), true)
			return
		}
	}
	if p.source == nil {
		p.stopWhenQuiet()
		return
	}
	err := p.pump()
	p.mu.Lock()
	switch {
	case err == nil:
		p.sentAll = true
	case errors.Is(err, client.ErrNotOpen):
		p.unsent = localf("%s and what follows was not sent: the connection closed", p.source.Where())
	}
	p.mu.Unlock()
	switch {
	case err == nil:
		p.stopWhenQuiet()
	case is[*localError](err):
		p.stop(err, true)
	}
	// Any other error is the connection's, and Run returns it.
}

// pump moves messages from the source to the client. What was queued leaves
// whenever the source might make us wait, and with the Close frame if that
// follows at once.
func (p *session) pump() error {
	var message io.WriteCloser
	for {
		part, err := p.source.Next()
		if err != nil {
			if !errors.Is(err, io.EOF) {
				_ = p.ws.Flush()
				return inputError(err)
			}
			if p.o.wait == 0 {
				return nil
			}
			return p.ws.Flush()
		}
		if message, err = p.sendPart(message, part); err != nil {
			return p.sendError(err)
		}
		if !p.source.Buffered() {
			if err := p.ws.Flush(); err != nil {
				return err
			}
		}
	}
}

// sendPart sends a whole message at once and a longer one through a writer,
// which it returns until the message is complete.
func (p *session) sendPart(message io.WriteCloser, part codec.Part) (io.WriteCloser, error) {
	if part.Type == codec.Ping {
		return nil, p.ws.Ping(part.Data)
	}
	if message == nil {
		if part.Last {
			return nil, p.ws.Queue(client.Type(part.Type), part.Data)
		}
		var err error
		if message, err = p.ws.NewWriter(client.Type(part.Type)); err != nil {
			return nil, err
		}
	}
	if _, err := message.Write(part.Data); err != nil {
		return nil, err
	}
	if part.Last {
		return nil, message.Close()
	}
	return message, nil
}

// sendError says where the input stood that can't be sent.
func (p *session) sendError(err error) error {
	switch {
	case errors.Is(err, client.ErrNotUTF8):
		_ = p.ws.Flush()
		return localf("%s is not UTF-8, as text must be (--binary sends any bytes)", p.source.Where())
	case errors.Is(err, client.ErrPingTooLong):
		_ = p.ws.Flush()
		return localf("%s: %w", p.source.Where(), err)
	}
	return err
}

func inputError(err error) error {
	var input *codec.InputError
	if errors.As(err, &input) {
		return &localError{err}
	}
	return localf("stdin: %w", withoutPath(err))
}

func localf(format string, args ...any) error {
	return &localError{fmt.Errorf(format, args...)}
}

// withoutPath leaves out the operation and the name that the system's errors
// begin with: a stream's name says more.
func withoutPath(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
