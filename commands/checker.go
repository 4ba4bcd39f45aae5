package commands

import (
	"context"
	"fmt"
	"sync"
	"time"

	"wspipe/client"
	"wspipe/commands/conversation"
	"wspipe/commands/fault"
	"wspipe/commands/results"
)

// checker runs transcripts.
type checker struct {
	o      checkOptions
	report *report

	mu         sync.Mutex
	notUpdated error // why a file could not be written
}

// runAll runs the files, several side by side, and tells done of each in their order.
func (c *checker) runAll(ctx context.Context, files []transcriptFile, done func(results.Result)) []results.Result {
	all := make([]results.Result, len(files))
	finished := make([]chan struct{}, len(files))
	free := make(chan struct{}, c.o.jobs)
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
		r = results.Result{File: shownFile(f.name), Began: time.Now(), Failure: &results.Failure{Problem: complaint(err), Status: statusFault}}
	}
	return r
}

// run runs one file, unless it is too late for that.
func (c *checker) run(ctx context.Context, f *transcriptFile) results.Result {
	if ctx.Err() != nil {
		return results.Result{File: f.File, Began: time.Now(), Steps: len(f.Steps), NotRun: interruption(ctx).Error()}
	}
	if c.o.timeout > 0 {
		late := &conversation.TimeoutError{Problem: fmt.Sprintf("the file was not done within %v", c.o.timeout)}
		var cancel func()
		ctx, cancel = context.WithTimeoutCause(ctx, c.o.timeout, late)
		defer cancel()
	}
	r := results.Result{File: f.File, Steps: len(f.Steps), Began: time.Now()}
	out := conversation.Check(ctx, f.Transcript, conversation.Options{
		Connect: c.connect, Retry: c.retry, CloseTimeout: c.o.client.CloseTimeout, Update: c.o.update,
	})
	r.Took, r.Passed = time.Since(r.Began), out.Passed
	switch {
	case out.Failure != nil:
		r.Failure = failureOf(out)
	case len(out.Updates) > 0 && c.update(f, out.Updates):
		r.Updated = len(out.Updates)
	}
	return r
}

func (c *checker) update(f *transcriptFile, matchers map[int]string) bool {
	err := f.update(matchers)
	if err == nil {
		return true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.notUpdated == nil {
		c.notUpdated = localf("--update %s: %w", f.name, err)
	}
	return false
}

// connect makes a WebSocket, and for echo: a server, too.
func (c *checker) connect(url string) (*client.WebSocket, func(), error) {
	o := c.o.options
	o.client.Trace = c.report.trace()
	address, release, err := startEcho(url)
	if err != nil {
		return nil, nil, err
	}
	if url == echoURL {
		o.stayHere()
	}
	ws, err := client.New(address, o.client)
	if err != nil {
		release()
		return nil, nil, &usageError{err}
	}
	return ws, release, nil
}

// retry is --retry-for, for one connection.
func (c *checker) retry() func(error) (time.Duration, bool) {
	gap := outage{since: time.Now(), limit: c.o.retryFor}
	return func(err error) (time.Duration, bool) {
		if c.o.retryFor == 0 || !mayRetry(err) {
			return 0, false
		}
		delay, ok := gap.delay(retryAfterOf(err))
		if ok {
			c.report.retry(ending{err: err}, delay)
		}
		return delay, ok
	}
}

// failureOf says in words, and with a status, why a conversation failed.
func failureOf(out conversation.Outcome) *results.Failure {
	f := out.Failure
	r := &results.Failure{
		Line: f.Step.Line, Step: f.Step.Text, Problem: f.Problem, Expected: f.Expected, Got: f.Got, Detail: f.Detail,
		Status: statusUnmet, Conversation: out.Conversation,
	}
	if f.Err == nil {
		return r
	}
	if r.Problem != "" {
		r.Problem += ": "
	}
	r.Problem += explain(f.Err)
	switch status := exitStatus(f.Err); {
	case isFault(f.Err):
		r.Status = statusFault
		r.Problem = complaint(f.Err)
	case status == statusConnect, status == statusHandshake, status == statusTimeout:
		r.Status = status
	}
	return r
}
