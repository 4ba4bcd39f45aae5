package session

import (
	"context"

	"wspipe/commands/program"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// connectProgram is Connect with a program in place of stdin and stdout. The program starts when
// the connection opens.
func connectProgram(ctx context.Context, o Options, s stdio.Streams) error {
	if err := o.Exec.Check(); err != nil {
		return withExec(err)
	}
	program.MindBrokenPipes()
	ran := program.New(program.Options{
		Command: o.Exec, Environ: program.Environ(), Stderr: stdio.Below(s.Err), Patience: o.Client.CloseTimeout,
	})
	if exit := s.Exit; exit != nil {
		s.Exit = func(status int) {
			ran.Kill()
			exit(status)
		}
	}
	o.defaultWait(waitAfterPipe)
	s.In, s.InTTY = ran, false
	p := newSession(o, s)
	p.program, p.toProgram = ran, ran
	if !o.Reconnect { // with --reconnect, it must get what is still to come
		p.toProgram = ran.Attentive(o.Client.CloseTimeout, p.serverIsThere)
	}
	p.source = o.Reader(ran, false)
	return p.recorded(ctx)
}

func withExec(err error) error { return status.Localf("--exec: %w", err) }

// startProgram starts the program when the first connection opens. It is called for each one.
func (p *session) startProgram() bool {
	if p.program == nil || p.program.Started() {
		return true
	}
	if err := p.program.Start(); err != nil {
		p.over(withExec(err))
		return false
	}
	return true
}

// endProgram ends the program with the session. After an interrupt it doesn't wait for long.
func (p *session) endProgram() error {
	if p.program == nil {
		return nil
	}
	patience := p.o.Client.CloseTimeout
	if p.ended().how == cut {
		patience = min(patience, stdio.SignalGrace/2)
	}
	if err := p.program.EndWithin(patience); err != nil {
		return withExec(err)
	}
	return nil
}

// shown returns the streams, with stdout replaced by wherever messages go.
func (p *session) shown() stdio.Streams {
	s := p.s
	if p.person != nil { // messages go to the screen: the rest are events
		s.Out, s.OutTTY = p.person.screen.Verbose(), false
	}
	if p.program != nil {
		s.Out, s.OutTTY = p.toProgram, false
	}
	return s
}

// serverIsThere pings the server. The first ping to a server that has gone gets its connection
// broken rather than answered, so the next one fails.
func (p *session) serverIsThere() bool {
	p.mu.Lock()
	ws := p.ws
	p.mu.Unlock()
	return ws == nil || ws.Ping(nil) == nil
}

// hurryProgram is called when the connection is about to end, or has ended: a program that reads
// nothing can't hold up the remaining messages for ever.
func (p *session) hurryProgram() {
	if p.program != nil {
		p.program.Hurry(p.o.Client.CloseTimeout)
	}
}
