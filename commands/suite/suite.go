// Package suite implements check: transcripts in, results out. It reads the files, plays each
// against a server, and writes the reports. Package conversation defines what steps mean, and
// package results what reports look like.
package suite

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"time"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/conversation"
	"wspipe/commands/dial"
	"wspipe/commands/fault"
	"wspipe/commands/results"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
	"wspipe/commands/transcript"
)

// suite runs transcripts.
type suite struct {
	o     Options
	voice *stdio.Voice
	print func([]byte) // the output of print lines

	mu         sync.Mutex
	notUpdated error              // why a file could not be updated
	outages    map[string]*outage // by server
	failed     bool               // a file failed, with --fail-fast
}

// runAll runs the files, several in parallel, and passes each result to done in the order of the
// files.
func (s *suite) runAll(ctx context.Context, files []transcriptFile, done func(results.Result)) []results.Result {
	all := make([]results.Result, len(files))
	finished := make([]chan struct{}, len(files))
	free := make(chan struct{}, s.o.Jobs)
	for i := range files {
		finished[i] = make(chan struct{})
	}
	go func() {
		for i := range files {
			free <- struct{}{}
			go func() {
				all[i] = s.guarded(ctx, &files[i])
				close(finished[i])
				<-free
			}()
		}
	}()
	for i := range files {
		<-finished[i]
		done(all[i])
	}
	return all
}

// guarded makes a fault outside the steps a failure of this file, too.
func (s *suite) guarded(ctx context.Context, f *transcriptFile) (r results.Result) {
	err := fault.Guard(func() error {
		r = s.run(ctx, f)
		return nil
	})
	if err != nil {
		s.fail()
		r = results.Result{File: transcript.Shown(f.name), Began: time.Now(), Failure: &results.Failure{Problem: status.Complaint(err), Status: status.Fault}}
	}
	return r
}

// run runs one file, unless it is too late to start.
func (s *suite) run(ctx context.Context, f *transcriptFile) results.Result {
	if why := s.tooLate(ctx); why != "" {
		return results.Result{File: f.File, Began: time.Now(), Steps: len(f.Steps), NotRun: why}
	}
	if s.o.Timeout > 0 {
		late := &conversation.TimeoutError{Problem: fmt.Sprintf("the file was not done within %v", s.o.Timeout)}
		var cancel func()
		ctx, cancel = context.WithTimeoutCause(ctx, s.o.Timeout, late)
		defer cancel()
	}
	r := results.Result{File: f.File, Steps: len(f.Steps), Began: time.Now()}
	out := conversation.Check(ctx, f.Transcript, conversation.Options{
		Connect: s.connect, Retry: s.retry, Describe: describe, CloseTimeout: s.o.Client.CloseTimeout, Update: s.o.Update,
		Program: conversation.Program{Environ: s.o.Environ, Print: s.print, Anywhere: s.o.AllowRun},
	})
	r.Took, r.Passed, r.Timed = time.Since(r.Began), out.Passed, timed(f.Steps, out.Times)
	if out.Failure == nil && s.voice.Verbose > 0 {
		r.Conversation = out.Conversation
	}
	switch {
	case out.Failure != nil:
		out.Failure.Err = dial.Pinned(s.o.Client.TLS, out.Failure.Err)
		r.Failure = failureOf(out)
		s.fail()
	case len(out.Updates) > 0 && s.update(f, out.Updates):
		r.Updated = len(out.Updates)
	}
	return r
}

// tooLate returns why nothing more is run; "" if files may still run.
func (s *suite) tooLate(ctx context.Context) string {
	if ctx.Err() != nil {
		return status.Interruption(ctx).Error()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failed {
		return "another has failed"
	}
	return ""
}

func (s *suite) fail() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failed = s.o.FailFast
}

// timed returns the steps that were tried.
func timed(steps []transcript.Step, times []time.Duration) []results.Step {
	all := make([]results.Step, len(times))
	for i, took := range times {
		all[i] = results.Step{File: steps[i].File, Line: steps[i].Line, Text: steps[i].Text, Took: took}
	}
	return all
}

func (s *suite) update(f *transcriptFile, matchers map[int]string) bool {
	err := f.update(matchers)
	if err == nil {
		return true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.notUpdated == nil {
		s.notUpdated = status.Localf("--update %s: %w", f.name, err)
	}
	return false
}

// connect makes a WebSocket, and for echo: also a server.
func (s *suite) connect(url string, h transcript.Handshake) (*client.WebSocket, func(), error) {
	o := s.o.Options
	o.Client.Trace = s.voice.Trace()
	if s.o.Handshake != nil {
		if err := s.o.Handshake(&o.Client, h); err != nil {
			return nil, nil, err
		}
	}
	target, err := o.Target(url)
	if err != nil {
		return nil, nil, err
	}
	ws, err := target.New()
	if err != nil {
		target.Release()
		return nil, nil, &status.UsageError{Err: err}
	}
	return ws, target.Release, nil
}

// describe returns an open event in the format of --json.
func describe(_ *client.WebSocket, e client.OpenEvent) []byte {
	var line bytes.Buffer
	w := codec.NewWriter(&line, codec.JSON, codec.WriterOptions{})
	_ = w.Event(stdio.OpenEvent(e))
	_ = w.Flush()
	return line.Bytes()
}

// failureOf describes why a conversation failed, in words and with a status.
func failureOf(out conversation.Outcome) *results.Failure {
	f := out.Failure
	r := &results.Failure{
		File: f.Step.File, Line: f.Step.Line, Step: f.Step.Text, Problem: f.Problem, Expected: f.Expected, Got: f.Got, Detail: f.Detail,
		Status: status.Unmet, Conversation: out.Conversation,
	}
	if f.Err == nil {
		return r
	}
	if r.Problem != "" {
		r.Problem += ": "
	}
	r.Problem += status.Explain(f.Err)
	switch code := status.Of(f.Err); {
	case status.IsFault(f.Err):
		r.Status = status.Fault
		r.Problem = status.Complaint(f.Err)
	case code == status.Connect, code == status.Handshake, code == status.Timeout, code == status.Local:
		r.Status = code
	}
	return r
}
