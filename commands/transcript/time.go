package transcript

import (
	"time"

	"wspipe/codec"
	"wspipe/commands/duration"
	"wspipe/commands/matcher"
)

// DefaultTimeout is how long a step waits if no timeout line says otherwise.
const DefaultTimeout = 5 * time.Second

// Every sends a message again and again.
type Every struct {
	Interval time.Duration
	message  message
}

// Sleep waits.
type Sleep struct{ For time.Duration }

// Timeout sets how long each step waits from here on.
type Timeout struct{ Limit time.Duration }

// Quiet expects the connection to stay open for this long without a message.
type Quiet struct{ For time.Duration }

// Message returns the message to send. Errors are those of Send.
func (a Every) Message(v Values) (codec.Type, []byte, error) { return a.message.expand(v) }

func (p *parser) parseEvery(step Step, word, rest field) *problem {
	if _, wrong := p.talking(step, word); wrong != nil {
		return wrong
	}
	every, wrong := p.every(rest)
	if wrong == nil {
		p.add(step, every)
	}
	return wrong
}

// every parses DURATION MESSAGE.
func (p *parser) every(f field) (e Every, wrong *problem) {
	interval, rest := f.cut()
	if e.Interval, wrong = p.duration(interval); wrong != nil {
		return e, wrong
	}
	e.message, wrong = p.parseMessage(rest)
	return e, wrong
}

func (p *parser) parseTimeout(step Step, word, rest field) *problem {
	if step.Name != "" {
		return problemf(word.offset, "timeout is for all connections: no @%s goes before it", step.Name)
	}
	limit, wrong := p.duration(rest)
	if wrong == nil {
		p.add(step, Timeout{limit})
	}
	return wrong
}

func (p *parser) parseQuiet(step Step, word, rest field) *problem {
	if _, wrong := p.talking(step, word); wrong != nil {
		return wrong
	}
	limit, wrong := p.duration(rest)
	if wrong == nil {
		p.add(step, Quiet{For: limit})
	}
	return wrong
}

func (p *parser) parseSleep(step Step, word, rest field) *problem {
	if wrong := nameless(step, word); wrong != nil {
		return wrong
	}
	limit, wrong := p.duration(rest)
	if wrong == nil {
		p.add(step, Sleep{For: limit})
	}
	return wrong
}

// duration returns 0 if the value is unknown, which Lenient allows.
func (p *parser) duration(f field) (time.Duration, *problem) {
	text, wrong := p.words(f)
	if wrong != nil {
		return 0, wrong
	}
	text, known := p.fixed(text)
	switch {
	case !known && p.o.Lenient && !p.brought(text):
		return 0, nil
	case !known:
		return 0, problemf(f.offset, "a duration can't be a captured value")
	}
	d, err := duration.Parse(text.expand(nil, matcher.AsItIs))
	switch {
	case err != nil:
		return 0, problemf(f.offset, "%v", err)
	case d <= 0:
		return 0, problemf(f.offset, "%v is too short", d)
	}
	return d, nil
}
