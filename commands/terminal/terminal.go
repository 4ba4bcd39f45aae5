// Package terminal is a session that somebody sits in: what comes is shown above the line that is typed, and neither
// disturbs the other.
//
// Keys and what is printed go one way each:
//
//	tty → keys → editor → Messages, which the session sends
//	Received, Sent, Notice, Verbose → view → screen → tty
//
// A Terminal may be used by several goroutines. Printing waits while the terminal takes nothing; the keys go on.
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

// Options say what a session looks like. In, Out, Interrupt and Fault must be set.
type Options struct {
	In, Out *os.File // both the same terminal
	Color   bool
	Time    bool // show when each message came
	// Watch is for a session in which nothing is sent: there is no line, and q leaves.
	Watch bool
	// Input and Type say what becomes of a line that is typed, Output how messages are shown: lines, hex, base64 or JSON.
	Input, Output codec.Format
	Type          codec.Type
	// Session does what slash commands ask for; nil: there are none, and a line that begins with a slash is sent.
	Session Session
	// History may be nil.
	History *history.File
	Getenv  func(string) string // of PAGER, VISUAL, EDITOR; nil: none is set
	// Interrupt is called when somebody wants to leave at once, by Ctrl-C or by Ctrl-\.
	Interrupt func(os.Signal)
	// Leave is called when somebody leaves, besides the end of Messages; nil: nobody is told.
	Leave func()
	// Fault is called after a panic, when the terminal is as it was found.
	Fault func(error)
}

// Session is what slash commands ask for. What is returned as an error is said to whoever typed the command. Close,
// Record, Forget and, while it is connected, Connect are called in the order of the messages by whoever takes them; the others as they are
// typed, one at a time.
type Session interface {
	// Connected tells whether messages are being sent.
	Connected() bool
	// Close ends the connection and the session; the code is 0 where none was given.
	Close(code int, reason string) error
	// Connect ends this connection and makes another one: to the same URL where it is empty.
	Connect(url string) error
	// Forget gives up what was taken before the last Connect to another URL and isn't sent.
	Forget()
	Ping(text string) error
	// Info is shown a line each.
	Info() []string
	// Record begins a recording, or ends it where the file has no name.
	Record(file string) error
	Verbose(level int) error
}

// Terminal is a session on a terminal, from Start to Close.
type Terminal struct {
	o      Options
	tty    *tty.Terminal
	screen *screen.Screen
	queue  queue
	calls  chan func() // of slash commands that ask the session

	mu      sync.Mutex // of what follows
	editor  editor.Editor
	hints   []string // beneath the line, until the next key
	state   string   // beneath the line, as long as it holds
	listing bool     // the last key was a Tab that completed nothing
	look    look
	held    held
	pace    pace
	words   words
	left    bool // somebody asked to leave
	closed  bool
	stopped int // how often we stopped ourselves, and weren't told yet that we were woken

	unwatch func()
	running sync.WaitGroup
	restore func()
}

// Usable tells whether terminals of this kind can show a session: TERM, as the environment has it.
func Usable(kind string) bool { return kind != "" && kind != "dumb" }

// Start takes the terminal over.
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

// reflows tells whether the terminal wraps what it shows anew when its width changes. xterm and screen don't.
func reflows(getenv func(string) string) bool {
	return getenv("TMUX") != "" || getenv("XTERM_VERSION") == "" && getenv("STY") == ""
}

// run starts what works until Close.
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

// Guard runs what belongs to the session. After a panic it gives the terminal back, and tells of it.
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

// Restore gives the terminal back at once, as it was found, whatever is going on: for whoever ends the process. It may
// be called at any time.
func (t *Terminal) Restore() {
	t.tty.Start()
	t.restore()
}

const (
	// patience is how long a terminal may take to show what is left at the end.
	patience = time.Second
	// drain is how long keys may be under way that nobody will read.
	drain = 30 * time.Millisecond
)

// Close shows what waits, takes the line away, and gives the terminal back. What somebody was typing is kept in the
// history, and kept from whoever reads the terminal next.
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

// end tells what was being typed, whether this is the first end, and whether it comes unasked.
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

// Wait returns when nothing of a closed Terminal is left.
func (t *Terminal) Wait() { t.running.Wait() }

func (t *Terminal) resized() { t.screen.Size(tty.Size(t.o.Out)) }
