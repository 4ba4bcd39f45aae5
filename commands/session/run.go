package session

import (
	"context"
	"time"

	"wspipe/codec"
	"wspipe/commands/stdio"
)

// Connect passes messages both ways.
func Connect(ctx context.Context, o Options, s stdio.Streams) error {
	if o.Exec != nil {
		return connectProgram(ctx, o, s)
	}
	if err := s.FeedsItself(); err != nil {
		return err
	}
	o.defaultWait(waitAfterStdin(s))
	p := newSession(o, s)
	p.seat = func() {
		if p.sitDown(false) {
			return
		}
		in := s.In
		if s.InTTY && s.OutTTY && s.ErrTTY {
			p.prompt = &prompt{w: s.Err}
			in = p.prompt.before(s.In)
		}
		p.source = o.Reader(in, false)
	}
	return p.recorded(ctx)
}

// recorded runs the session, recording it if --record is given.
func (p *session) recorded(ctx context.Context) error {
	if p.o.Record == "" {
		return p.run(ctx)
	}
	file, err := openRecord("--record", p.o.Record, p.o, p.s)
	if err != nil {
		return err
	}
	defer file.file.Close()
	p.record(file)
	return p.run(ctx)
}

// waitAfterPipe is how long to wait for pending replies after piped input.
const waitAfterPipe = time.Second

// waitAfterStdin returns how long to wait for pending replies. A person who ends the input has
// already seen them.
func waitAfterStdin(s stdio.Streams) time.Duration {
	if s.InTTY {
		return 0
	}
	return waitAfterPipe
}

// Send sends messages, prints the requested replies, and closes.
func Send(ctx context.Context, o Options, s stdio.Streams) error {
	o.defaultWait(0)
	p := newSession(o, s)
	p.mustSendAll = true
	if len(o.Messages) == 0 {
		if err := s.FeedsItself(); err != nil {
			return err
		}
		p.source = o.Reader(s.In, true)
		return p.run(ctx)
	}
	messages, err := decodeArguments(o)
	if err != nil {
		return err
	}
	p.source = messages
	p.brief = o.Wait == 0 && o.Pace == (Pace{}) && o.Verbose == 0 && o.Output != codec.JSON
	err = p.run(ctx)
	if err == nil && s.ErrTTY && o.Wait == 0 && !o.WaitGiven && o.Expected.Status == 0 && p.tally.came == 0 {
		p.voice.Say("no reply was waited for: -n 1 waits for one")
	}
	return err
}

// Listen prints what the server sends.
func Listen(ctx context.Context, o Options, s stdio.Streams) error {
	o.defaultWait(-1)
	p := newSession(o, s)
	p.seat = func() { p.sitDown(true) }
	return p.run(ctx)
}
