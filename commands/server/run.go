package server

import (
	"context"

	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// Run serves until a signal ends it, or its task is done.
func Run(caller context.Context, o Options, s stdio.Streams) (err error) {
	h := &person{}
	defer func() { err = h.end(err) }()
	caller = h.watch(caller, &s)
	programs := &troupe{}
	programs.watch(&s)
	caller, watched := s.WatchSignals(caller, 0)
	r := stdio.NewVoice(s, o.Verbosity)
	if err := o.read(caller, s, r); err != nil {
		return err
	}
	l, err := o.Address.open()
	if err != nil {
		return err
	}
	watched()
	to := newServer(o, r)
	defer to.end(stdio.SignalGrace)
	switch {
	case o.Echo:
		to.serving = echo
	case o.Exec != nil:
		to.perform(programs)
	case o.Forward.URL != "":
		looks, begin := newOnlooker(to, s)
		to.onlooker = looks
		defer begin()()
	case o.replay != nil:
		to.replay()
	default:
		h.sitDown(to, s)
		defer newBridge(to, s, h).begin(s.Out)()
	}
	to.start(l)
	if o.pin != "" {
		r.Say("the certificate has the pin " + o.pin)
	}
	h.listening(to, o.Address.urlOf(l, o.tls != nil))
	select {
	case <-to.stopped:
		return to.result
	case <-caller.Done():
		return status.Interruption(caller)
	}
}

// read reads all named files before anything is opened.
func (o *Options) read(ctx context.Context, s stdio.Streams, r *stdio.Voice) error {
	if o.Exec != nil {
		if err := o.Exec.Check(); err != nil {
			return status.Localf("--exec: %w", err)
		}
	}
	if err := o.readReplay(s, r); err != nil {
		return err
	}
	if err := makeFolder(o.RecordDir); err != nil {
		return err
	}
	return o.readTLS(ctx, s)
}
