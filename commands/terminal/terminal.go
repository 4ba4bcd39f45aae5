// Package terminal runs an interactive session: messages appear above the line that is being typed, and neither
// disturbs the other.
//
// Keys and output flow in one direction each:
//
//	tty → keys → editor → Messages, which the session sends
//	Received, Sent, Notice, Verbose → view → screen → tty
//
// A Terminal may be used by several goroutines. Printing blocks while the terminal accepts no output; keys are still
// read.
package terminal

import (
	"os"
	"sync"
	"time"

	"wspipe/codec"
	"wspipe/commands/fault"
	"wspipe/commands/stdio"
	"wspipe/commands/terminal/editor"
	"wspipe/commands/terminal/history"
	"wspipe/commands/terminal/screen"
	"wspipe/commands/terminal/tty"
	"wspipe/commands/terminal/view"
)

// Options configure a session. In, Out, Interrupt and Fault must be set.
type Options struct {
	In, Out *os.File // both the same terminal
	Color   bool
	Time    bool // show the time of each message
	// Watch is for a session that sends nothing: there is no line, and q leaves.
	Watch bool
	// Input and Type determine how a typed line is decoded, Output how messages are shown: as lines, hex, base64 or
	// JSON.
	Input, Output codec.Format
	Type          codec.Type
	// Session carries out slash commands. If it is nil, there are none, and a line that begins with a slash is sent.
	Session Session
	// History may be nil.
	History *history.File
	Getenv  func(string) string // for PAGER, VISUAL, EDITOR; nil: none is set
	// Interrupt is called if the user wants to leave at once, with Ctrl-C or Ctrl-\.
	Interrupt func(os.Signal)
	// Leave is called when the user leaves, in addition to the end of Messages. It may be nil.
	Leave func()
	// Fault is called after a panic, when the terminal has been restored.
	Fault func(error)
}

// Session carries out slash commands. Errors are shown to the user. Close, Record, Forget and, while connected, Connect
// are called by the goroutine that takes the messages, in their order. The others are called as they are typed, one at
// a time.
type Session interface {
	// Connected reports whether messages are being sent.
	Connected() bool
	// Close ends the connection and the session. The code is 0 if none was given.
	Close(code int, reason string) error
	// Connect closes this connection and opens another, to the same URL if url is empty.
	Connect(url string) error
	// Forget drops messages that were taken before the last Connect to another URL but not sent.
	Forget()
	Ping(text string) error
	// Info returns lines about the connection.
	Info() []string
	// Record starts a recording, or stops it if file is empty.
	Record(file string) error
	Verbose(level int) error
}

// Terminal is a session on a terminal, from Start to Close.
type Terminal struct {
	o      Options
	tty    *tty.Terminal
	screen *screen.Screen
	queue  queue
	calls  chan func() // from slash commands, for the session

	mu      sync.Mutex // guards the fields below
	editor  editor.Editor
	hints   []string // beneath the line, until the next key
	state   string   // beneath the line, while it lasts
	listing bool     // the last key was a Tab that completed nothing
	look    look
	held    held
	pace    pace
	words   words
	left    bool // the user has asked to leave
	closed  bool
	stopped int // how often we have stopped ourselves without having handled the wake-up yet

	unwatch func()
	running sync.WaitGroup
	restore func()
}

// Usable reports whether a terminal of this kind, the value of TERM, can show a session.
func Usable(kind string) bool { return kind != "" && kind != "dumb" }

// Start takes over the terminal.
func Start(o Options) (*Terminal, error) {
	device, err := tty.Open(o.In, o.Out)
	if err != nil {
		return nil, err
	}
	if o.Getenv == nil {
		o.Getenv = func(string) string { return "" }
	}
	if o.History == nil {
		o.History = history.Open("", "")
	}
	t := &Terminal{o: o, tty: device, calls: make(chan func(), 1), look: look{time: o.Time}}
	t.restore = sync.OnceFunc(func() { device.End(screen.Reset) })
	t.queue.init()
	t.editor.Past = o.History.Past
	t.screen = screen.New(stdio.Patient(o.Out), screen.Painter{Reflows: reflows(o.Getenv)})
	t.screen.Measure = func() (int, int) { return tty.Size(o.Out) }
	t.resized()
	if err := device.Raw(); err != nil {
		return nil, err
	}
	t.refresh()
	t.run()
	return t, nil
}

// reflows reports whether the terminal rewraps its contents when its width changes. xterm and screen don't.
func reflows(getenv func(string) string) bool {
	return getenv("TMUX") != "" || getenv("XTERM_VERSION") == "" && getenv("STY") == ""
}

// run starts the goroutines that run until Close.
func (t *Terminal) run() {
	t.unwatch = tty.Watch(t.resized, func() { t.Guard(t.woken) })
	t.start(func() { _ = t.screen.Run() })
	t.start(t.read)
	t.start(func() {
		for call := range t.calls {
			call()
		}
	})
	t.start(t.o.History.Load)
}

func (t *Terminal) start(work func()) {
	t.running.Add(1)
	go func() {
		defer t.running.Done()
		t.Guard(work)
	}()
}

// Guard runs work. After a panic, it restores the terminal and calls Fault.
func (t *Terminal) Guard(work func()) {
	err := fault.Guard(func() error {
		work()
		return nil
	})
	if err != nil {
		t.Restore()
		t.o.Fault(err)
	}
}

// Restore restores the terminal at once, whatever is going on, for code that ends the process. It may be called at any
// time.
func (t *Terminal) Restore() {
	t.tty.Start()
	t.restore()
}

const (
	// patience is how long a terminal may take to show the remaining output at the end.
	patience = time.Second
	// drain is how long to wait for keys that may still arrive and must be discarded.
	drain = 30 * time.Millisecond
)

// Close shows the remaining output, removes the line, and restores the terminal. A half-typed line is kept in the
// history, and hidden from whatever reads the terminal next.
func (t *Terminal) Close() {
	text, first, abandoned := t.end()
	if !first {
		return
	}
	t.o.History.Add(text)
	t.tty.Start()
	t.unwatch()
	t.screen.Close(patience)
	t.queue.end()
	if abandoned {
		time.Sleep(drain)
		t.tty.Forget()
	}
	t.restore()
}

// end returns the typed text, whether this is the first end, and whether the user hadn't asked for it.
func (t *Terminal) end() (text string, first, abandoned bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return "", false, false
	}
	if hidden := t.look.said(); hidden != "" {
		t.screen.PrintNow(t.options().Notice("*", view.Dim, hidden))
	}
	t.closed = true
	close(t.calls)
	return t.editor.Take(), true, !t.left
}

// Wait returns when all goroutines of a closed Terminal have ended.
func (t *Terminal) Wait() { t.running.Wait() }

func (t *Terminal) resized() { t.screen.Size(tty.Size(t.o.Out)) }
