// Package suite is check: transcripts in, results out. It reads the files,
// plays each against a server, and has the reports written. What a step means
// is conversation's to know, and how a report looks is results'.
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
	"wspipe/commands/fault"
	"wspipe/commands/results"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
	"wspipe/commands/transcript"
)

// checker runs transcripts.
type checker struct {
	o     Options
	voice *stdio.Voice
	print func([]byte) // what print lines say

	mu         sync.Mutex
	notUpdated error              // why a file could not be written
	outages    map[string]*outage // by server
	failed     bool               // a file did, with --fail-fast
}

// runAll runs the files, several side by side, and tells done of each in their order.
func (c *checker) runAll(ctx context.Context, files []transcriptFile, done func(results.Result)) []results.Result {
	all := make([]results.Result, len(files))
	finished := make([]chan struct{}, len(files))
	free := make(chan struct{}, c.o.Jobs)
	for i := range files {
		finished[i] = make(chan struct{})
	}
	go func() {
		for i := range files {
			free <- struct{}{}
			go func() {
				all[i] = c.guarded(ctx, &files[i])
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

// guarded has a fault outside of the steps be this file's, too.
func (c *checker) guarded(ctx context.Context, f *transcriptFile) (r results.Result) {
	err := fault.Guard(func() error {
		r = c.run(ctx, f)
		return nil
	})
	if err != nil {
		c.fail()
		r = results.Result{File: transcript.Shown(f.name), Began: time.Now(), Failure: &results.Failure{Problem: status.Complaint(err), Status: status.Fault}}
	}
	return r
}

// run runs one file, unless it is too late for that.
func (c *checker) run(ctx context.Context, f *transcriptFile) results.Result {
	if why := c.tooLate(ctx); why != "" {
		return results.Result{File: f.File, Began: time.Now(), Steps: len(f.Steps), NotRun: why}
	}
	if c.o.Timeout > 0 {
		late := &conversation.TimeoutError{Problem: fmt.Sprintf("the file was not done within %v", c.o.Timeout)}
		var cancel func()
		ctx, cancel = context.WithTimeoutCause(ctx, c.o.Timeout, late)
		defer cancel()
	}
	r := results.Result{File: f.File, Steps: len(f.Steps), Began: time.Now()}
	out := conversation.Check(ctx, f.Transcript, conversation.Options{
		Connect: c.connect, Retry: c.retry, Describe: describe, CloseTimeout: c.o.Client.CloseTimeout, Update: c.o.Update,
		Program: conversation.Program{Environ: c.o.Environ, Print: c.print, Anywhere: c.o.AllowRun},
	})
	r.Took, r.Passed, r.Timed = time.Since(r.Began), out.Passed, timed(f.Steps, out.Times)
	if out.Failure == nil && c.voice.Verbose > 0 {
		r.Conversation = out.Conversation
	}
	switch {
	case out.Failure != nil:
		r.Failure = failureOf(out)
		c.fail()
	case len(out.Updates) > 0 && c.update(f, out.Updates):
		r.Updated = len(out.Updates)
	}
	return r
}

// tooLate says why no more is run.
func (c *checker) tooLate(ctx context.Context) string {
	if ctx.Err() != nil {
		return status.Interruption(ctx).Error()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.failed {
		return "another has failed"
	}
	return ""
}

func (c *checker) fail() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.failed = c.o.FailFast
}

// timed are the steps that were tried.
func timed(steps []transcript.Step, times []time.Duration) []results.Step {
	all := make([]results.Step, len(times))
	for i, took := range times {
		all[i] = results.Step{Line: steps[i].Line, Text: steps[i].Text, Took: took}
	}
	return all
}

func (c *checker) update(f *transcriptFile, matchers map[int]string) bool {
	err := f.update(matchers)
	if err == nil {
		return true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.notUpdated == nil {
		c.notUpdated = status.Localf("--update %s: %w", f.name, err)
	}
	return false
}

// connect makes a WebSocket, and for echo: a server, too.
func (c *checker) connect(url string, h transcript.Handshake) (*client.WebSocket, func(), error) {
	o := c.o.Options
	o.Client.Trace = c.voice.Trace()
	if c.o.Handshake != nil {
		if err := c.o.Handshake(&o.Client, h); err != nil {
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

// describe is an open event as --json has it.
func describe(_ *client.WebSocket, e client.OpenEvent) []byte {
	var line bytes.Buffer
	o := &stdio.Output{W: codec.NewWriter(&line, codec.JSON, codec.WriterOptions{})}
	o.Opened(e)
	o.Flush()
	return line.Bytes()
}

// failureOf says in words, and with a status, why a conversation failed.
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
