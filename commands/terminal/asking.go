package terminal

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
)

// Slash commands that ask the session. Some have their turn among the messages, the others don't wait for it.

// asks are the commands that the session does.
func (t *Terminal) asks(name, argument string) (do func() error, ok bool) {
	s := t.o.Session
	switch name {
	case "ping":
		return func() error { return s.Ping(argument) }, true
	case "info":
		return func() error {
			for _, line := range s.Info() {
				t.Notice(Happened, line)
			}
			return nil
		}, true
	}
	return nil, false
}

// ask has the session do something, one thing at a time.
func (t *Terminal) ask(do func() error) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return true
	}
	select {
	case t.calls <- func() { t.say(do()) }:
		return true
	default:
		return false
	}
}

func (t *Terminal) busy(name string) {
	t.Notice(Happened, "/"+name+" is not done: the command before it still is")
}

func (t *Terminal) say(err error) {
	if err != nil {
		t.Notice(Failure, err.Error())
	}
}

// close closes when all that was typed before is sent.
func (t *Terminal) close(argument string) error {
	number, reason, _ := strings.Cut(argument, " ")
	code := 0
	if number != "" {
		var err error
		if code, err = strconv.Atoi(number); err != nil {
			return usage("a close code, as 1000 or 4000, and then the reason")
		}
	}
	t.queue.put(item{call: func() {
		t.leaving(true)
		if err := t.o.Session.Close(code, strings.TrimSpace(reason)); err != nil {
			t.leaving(false)
			t.say(err)
		}
	}})
	if !t.o.Session.Connected() { // nobody may ever take that
		t.leave()
	}
	return nil
}

// connect connects again when all that was typed before is sent. Without a connection to send it over it does so at once,
// and with another URL gives up what waits for the old one.
func (t *Terminal) connect(url string) {
	s := t.o.Session
	now := !s.Connected()
	if now && len(t.calls) == cap(t.calls) {
		t.busy("connect")
		return
	}
	connect := sync.OnceFunc(func() { t.say(s.Connect(url)) })
	if now && url != "" {
		t.GivenUp(t.queue.drop())
	}
	t.queue.put(item{call: func() {
		connect()
		s.Forget()
	}})
	if now {
		t.ask(func() error {
			connect()
			return nil
		}) // for which there is room
	}
}

// GivenUp says that so many messages which were typed won't be sent.
func (t *Terminal) GivenUp(messages int) {
	switch messages {
	case 0:
	case 1:
		t.Notice(Happened, "1 message that waited was not sent")
	default:
		t.Notice(Happened, fmt.Sprintf("%d messages that waited were not sent", messages))
	}
}

// record begins or ends when all that was typed before is sent, so that what is typed behind it is in the file or isn't.
func (t *Terminal) record(file string) error {
	switch file {
	case "":
		return usage("FILE or stop")
	case "stop":
		file = ""
	}
	t.queue.put(item{call: func() { t.say(t.o.Session.Record(file)) }})
	return nil
}

func (t *Terminal) verbose(argument string) error {
	level, err := strconv.Atoi(argument)
	if err != nil || level < 0 || level > 2 {
		return usage("0, 1 or 2")
	}
	return t.o.Session.Verbose(level)
}
