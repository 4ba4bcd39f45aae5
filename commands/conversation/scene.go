package conversation

import (
	"context"
	"time"

	"wspipe/commands/matcher"
	"wspipe/commands/transcript"
)

// scene is what both sides of a conversation have, and the steps that are the
// same for them.
type scene struct {
	ctx         context.Context
	ours        string // how the log marks what we send
	theirs      string
	program     Program
	timeout     time.Duration // of each step
	values      transcript.Values
	connections map[string]*connection // by name
	last        map[string]message     // what capture, print and save look at, by the connection's name
	output      *message               // what a command has printed, which goes before
	ignored     []ignored
	rules       []rule // for connections to come
	log         *log
	alarm       chan struct{} // a connection says that something is wrong
}

// Program is what a conversation may do beyond its connections.
type Program struct {
	// Environ is that of the commands of run lines, to which values are added.
	Environ []string
	// Print is where print lines write to, in one write each; nil: nowhere.
	Print func(text []byte)
	// Anywhere lets save lines write to any path, rather than beneath the working
	// directory alone.
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

// common takes the steps that both sides do alike; false for others.
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

// follow is for the connections that there are, and for those to come.
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

// forbidden is what a never line says of what has come by now.
func (p *scene) forbidden() *Failure {
	for _, c := range p.connections {
		if f := c.failure(); f != nil {
			return f
		}
	}
	return nil
}

// next passes over what is ignored.
func (p *scene) next(s transcript.Step, c *connection, late <-chan time.Time) (message, error) {
	for {
		got, err := c.next(p.ctx, late)
		if err != nil || !p.ignores(s.Name, got) {
			return got, err
		}
		p.log.took(s, got, " (ignored)")
	}
}

// looksAt has the lines to come look at m.
func (p *scene) looksAt(name string, m message) {
	p.output = nil
	p.last[name] = m
}

// looked is what capture, print and save look at.
func (p *scene) looked(name string) message {
	if p.output != nil && name == "" {
		return *p.output
	}
	return p.last[name]
}

// late is when the step that begins now has waited long enough.
func (p *scene) late() <-chan time.Time { return time.After(p.timeout) }

func (p *scene) sleep(s transcript.Step, a transcript.Sleep) *Failure {
	select {
	case <-time.After(a.For):
		return nil
	case <-p.alarm: // forbidden tells
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

// groups keeps what the named groups of a matcher find.
func (p *scene) groups(m matcher.Matcher, got message) {
	for name, value := range matcher.Groups(m, got.payload) {
		p.values[name] = value
	}
}
