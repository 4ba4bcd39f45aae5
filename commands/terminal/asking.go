package terminal

import (
	"strconv"
	"strings"
	"sync"

	"wspipe/commands/status"
)

// Some of the slash commands that involve the session wait for their turn among the messages; the others run at once.

// asks returns the function for a command that the session carries out.
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

// ask lets the session do something, one thing at a time. It returns false if the session is busy.
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

// close closes the connection when everything typed before has been sent.
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
	if !t.o.Session.Connected() { // nobody may ever take the item
		t.leave()
	}
	return nil
}

// connect reconnects when everything typed before has been sent. If there is no connection to send it over, it connects
// at once, and with another URL drops the messages that wait for the old one.
func (t *Terminal) connect(url string) {
	s := t.o.Session
	now := !s.Connected()
	if now && len(t.calls) == cap(t.calls) {
		t.busy("connect")
		return
	}
	back := func() {}
	if url != "" {
		back = t.o.History.Move(url)
	}
	connect := sync.OnceFunc(func() {
		if err := s.Connect(url); err != nil {
			back()
			t.say(err)
		}
	})
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
		}) // there is room for it
	}
}

// GivenUp reports how many typed messages won't be sent.
func (t *Terminal) GivenUp(messages int) {
	if messages > 0 {
		t.Notice(Happened, status.Waited(messages)+" not sent")
	}
}

// record starts or stops a recording when everything typed before has been sent, so that the recording begins or ends
// exactly at this point.
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
