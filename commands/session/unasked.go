package session

import (
	"time"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/matcher"
)

// repeat sends the messages of --every until gone is closed.
func (p *session) repeat(ws *client.WebSocket, gone <-chan struct{}) {
	for _, m := range p.o.Every {
		go p.guarded(func() {
			tick := time.NewTicker(m.Interval)
			defer tick.Stop()
			for {
				select {
				case <-tick.C:
					p.interject(ws, m.Message)
				case <-gone:
					return
				}
			}
		})
	}
}

// looks reports whether the next message has to be held, to be looked at.
func (p *session) looks() bool {
	return p.tally.looks() || p.recorder.Active() || p.o.Filter != nil || len(p.o.Answers) > 0
}

// passesOver reports whether a message isn't to be shown, counted or compared because --ignore or
// --answer matches it. It answers the latter in the background: reading must not wait until the
// server reads.
func (p *session) passesOver(ws *client.WebSocket, kind codec.Type, payload []byte) bool {
	answer := p.answerTo(kind, payload)
	if answer == nil && p.tally.ignores(kind, payload) {
		return true
	}
	p.recorder.Received(kind, payload)
	if answer != nil {
		p.replies.Add(func() { p.interject(ws, *answer) })
	}
	return answer != nil
}

// answerTo returns the answer of --answer to a message; nil: none.
func (p *session) answerTo(kind codec.Type, payload []byte) *Message {
	for _, a := range p.o.Answers {
		m, err := a.Matcher(nil)
		if err != nil || m.Match(kind, payload) != nil {
			continue
		}
		var answer Message
		if answer.Type, answer.Payload, err = a.Message(matcher.Groups(m, payload)); err != nil {
			p.voice.Say("--answer: " + err.Error())
			continue
		}
		return &answer
	}
	return nil
}

// interject sends a message between those of the input. An error that ends the connection shows
// elsewhere.
func (p *session) interject(ws *client.WebSocket, m Message) {
	if ws.ReadyState() != client.Open {
		return
	}
	kind := client.Type(m.Type)
	sending := p.recorder.Sending(kind, m.Payload)
	err := ws.Interject(kind, m.Payload)
	p.recorder.Sent(sending, err)
	if err == nil {
		p.person.unasked(m)
	}
}
