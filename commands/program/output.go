package program

import (
	"context"
	"io"

	"wspipe/commands/status"
)

// Output returns what a program without input prints, up to most bytes. If ctx ends first, the
// program is killed, and the error is ctx's.
func Output(ctx context.Context, o Options, most int64) ([]byte, error) {
	if err := o.Command.Check(); err != nil {
		return nil, err
	}
	p := New(o)
	if err := p.Start(); err != nil {
		return nil, err
	}
	defer context.AfterFunc(ctx, p.Kill)()
	_ = p.in.Close()
	out, err := io.ReadAll(io.LimitReader(p, most+1))
	if int64(len(out)) > most {
		p.Kill()
		err = status.Localf("%s prints more than %d KiB", status.Printable(o.Command[0]), most>>10)
	}
	failed := p.End()
	switch {
	case context.Cause(ctx) != nil:
		return nil, context.Cause(ctx)
	case err != nil:
		return nil, err
	}
	return out, failed
}
