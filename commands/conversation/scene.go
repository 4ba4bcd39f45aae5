package conversation

import (
	"context"
	"time"

	"wspipe/commands/matcher"
	"wspipe/commands/transcript"
)

// scene holds what both sides of a conversation have in common, and implements the steps that are
// the same for them.
type scene struct {
	ctx         context.Context
	ours        string // how the log marks sent messages
	theirs      string
	program     Program
	timeout     time.Duration // of each step
	values      transcript.Values
	connections map[string]*connection // by name
	last        map[string]message     // what capture, print and save look at, by the connection's name
	output      *message               // of the last command; capture, print and save prefer it
	ignored     []ignored
	rules       []rule // for later connections
	log         *log
	alarm       chan struct{} // a connection signals a failure
}

// Program is what a conversation may use besides its connections.
type Program struct {
	// Environ is added to the environment of commands in run lines, along with the values.
	Environ []string
	// Print receives the output of print lines, one call for each. If it is nil, the output is
	// discarded.
	Print func(text []byte)
	// Anywhere lets save lines write to any path, rather than only beneath the working directory.
	Anywhere bool
}

func newScene(ctx context.Context, program Program, ours, theirs string) *scene {
	return &scene{
		ctx: ctx, ours: ours, theirs: theirs, program: program, timeout: transcript.DefaultTimeout,
		values: transcript.Values{}, connections: map[string]*connection{}, last: map[string]message{}, log: &log{}, alarm: make(chan struct{}, 1),
	}
}

type ignored struct {
	all     bool
	name    string // of the connection
	matcher matcher.Matcher
}

// common runs the steps that are the same on both sides; it returns false for others.
func (p *scene) common(s transcript.Step) (f *Failure, done bool) {
	switch a := s.Action.(type) {
	case transcript.Ignore:
		return p.ignore(s, a), true
	case transcript.Never:
		return p.never(s, a), true
	case transcript.Answer:
		return p.answer(s, a), true
	case transcript.Split:
		p.follow(rule{s, a.All, splits, splitting(a.Separator)})
	case transcript.Every:
		return p.every(s, a), true
	case transcript.Capture:
		return p.capture(s, a), true
	case transcript.Set:
		return p.set(s, a), true
	case transcript.Run:
		return p.run(s, a), true
	case transcript.Sleep:
		return p.sleep(s, a), true
	case transcript.Drop:
		p.drop(s)
	case transcript.Nopong:
		p.connections[s.Name].ws.LeavePings()
	default:
		return nil, false
	}
	return nil, true
}

func (p *scene) ignore(s transcript.Step, a transcript.Ignore) *Failure {
	m, err := a.Matcher(p.values)
	if err != nil {
		return bad(s, err)
	}
	p.ignored = append(p.ignored, ignored{a.All, s.Name, m})
	return nil
}

func (p *scene) ignores(name string, got message) bool {
	for _, i := range p.ignored {
		if (i.all || i.name == name) && i.matcher.Match(got.kind, got.payload) == nil {
			return true
		}
	}
	return false
}

func (p *scene) never(s transcript.Step, a transcript.Never) *Failure {
	m, err := a.Matcher(p.values)
	if err != nil {
		return bad(s, err)
	}
	p.follow(rule{s, a.All, forbids, forbidding(s, m)})
	return nil
}

func (p *scene) answer(s transcript.Step, a transcript.Answer) *Failure {
	m, err := a.Matcher(p.values)
	if err != nil {
		return bad(s, err)
	}
	p.follow(rule{s, a.All, answers, answering(p, s, a, m)})
	return nil
}

// follow adds a rule to the existing connections, and to later ones if it is for all.
func (p *scene) follow(r rule) {
	if !r.all {
		p.connections[r.step.Name].follow(r)
		return
	}
	p.rules = append(p.rules, r)
	for _, c := range p.connections {
		c.follow(r)
	}
}

func (p *scene) every(s transcript.Step, a transcript.Every) *Failure {
	kind, payload, err := a.Message(p.values)
	if err != nil {
		return bad(s, err)
	}
	go p.sendEvery(p.connections[s.Name], s, a.Interval, kind, payload)
	return nil
}

// forbidden returns the failure of a rule on the messages received so far.
func (p *scene) forbidden() *Failure {
	for _, c := range p.connections {
		if f := c.failure(); f != nil {
			return f
		}
	}
	return nil
}

// next returns the next message that isn't ignored.
func (p *scene) next(s transcript.Step, c *connection, late <-chan time.Time) (message, error) {
	for {
		got, err := c.next(p.ctx, late)
		if err != nil || !p.ignores(s.Name, got) {
			return got, err
		}
		p.log.took(s, got, " (ignored)")
	}
}

// looksAt makes m the message that later lines look at.
func (p *scene) looksAt(name string, m message) {
	p.output = nil
	p.last[name] = m
}

// looked returns the message that capture, print and save look at.
func (p *scene) looked(name string) message {
	if p.output != nil && name == "" {
		return *p.output
	}
	return p.last[name]
}

// late returns a channel that fires when the step that begins now has waited long enough.
func (p *scene) late() <-chan time.Time { return time.After(p.timeout) }

func (p *scene) sleep(s transcript.Step, a transcript.Sleep) *Failure {
	select {
	case <-time.After(a.For):
		return nil
	case <-p.alarm: // forbidden reports it
		return nil
	case <-p.ctx.Done():
		return &Failure{Step: s, Err: context.Cause(p.ctx)}
	}
}

func (p *scene) drop(s transcript.Step) {
	c := p.connections[s.Name]
	c.parted = true
	c.discard()
	c.ws.Terminate()
	<-c.ended
	p.log.add(s, "*", "dropped")
}

// groups stores the values of a matcher's named groups.
func (p *scene) groups(m matcher.Matcher, got message) {
	for name, value := range matcher.Groups(m, got.payload) {
		p.values[name] = value
	}
}
