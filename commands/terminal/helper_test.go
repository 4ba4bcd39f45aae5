//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package terminal

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"wspipe/codec"
	"wspipe/commands/terminal/history"
)

// The tests run themselves as a program with a session on a terminal. The program reads commands from one pipe, or a
// FIFO, and reports what was typed through another.
const (
	helperOrders  = "TERMINAL_TEST_ORDERS"
	helperReports = "TERMINAL_TEST_REPORTS"
	helperHistory = "TERMINAL_TEST_HISTORY"
	helperWatch   = "TERMINAL_TEST_WATCH"
)

func TestMain(m *testing.M) {
	if os.Getenv(helperOrders) != "" {
		os.Exit(helper())
	}
	os.Exit(m.Run())
}

// report is what the program reports.
type report struct {
	What string
	Data []byte
}

type program struct {
	*Terminal
	out  *os.File
	left chan string
}

func (p *program) tell(what, data string) {
	line, _ := json.Marshal(report{what, []byte(data)})
	p.out.Write(append(line, '\n'))
}

func helper() int {
	out, err := os.OpenFile(os.Getenv(helperReports), os.O_WRONLY, 0)
	if err != nil {
		return 1
	}
	p := &program{out: out, left: make(chan string, 10)}
	o := Options{
		In: os.Stdin, Out: os.Stdout, Color: os.Getenv("NO_COLOR") == "", Watch: os.Getenv(helperWatch) != "", Getenv: os.Getenv, Session: asked{p},
		History:   history.Open(os.Getenv(helperHistory), "ws://a.example/x?secret"),
		Interrupt: func(s os.Signal) { p.left <- s.String() },
		Fault:     func(err error) { p.left <- err.Error() },
	}
	o.History.Load() // the next input may search it
	if p.Terminal, err = Start(o); err != nil {
		fmt.Println(err)
		return 1
	}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGHUP)
	go func() { p.left <- (<-signals).String() }()
	go p.Guard(p.takeAll)
	go p.Guard(p.obey)
	p.tell("started", "")
	why := <-p.left
	if why != "killed" {
		p.Close()
	} else {
		p.Restore()
	}
	p.tell("left", why)
	return 0
}

func (p *program) takeAll() {
	source := p.Messages()
	for {
		part, err := source.Next()
		if err == io.EOF {
			p.left <- "end"
			return
		}
		p.tell(part.Type.String(), string(part.Data))
	}
}

// obey runs commands, one per line.
func (p *program) obey() {
	in, err := os.Open(os.Getenv(helperOrders))
	if err != nil {
		return
	}
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		var o report
		if json.Unmarshal([]byte(line), &o) == nil {
			p.order(o.What, string(o.Data))
		}
	}
}

func (p *program) order(what, data string) {
	switch what {
	case "text":
		p.Received(0, codec.Text, strings.NewReader(data))
	case "binary":
		p.Received(0, codec.Binary, strings.NewReader(data))
	case "client":
		p.Received(1, codec.Text, strings.NewReader(data))
	case "notice":
		p.Notice(Happened, data)
	case "verbose":
		fmt.Fprintln(p.Verbose(), data)
	case "burst":
		p.burst(data)
	case "huge":
		n, _ := strconv.ParseInt(data, 10, 64)
		p.Received(0, codec.Text, io.LimitReader(endless{}, n))
	case "close":
		p.left <- data
	case "panic":
		panic("told to")
	}
	p.tell("done", what)
}

type endless struct{}

func (endless) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = "0123456789\n"[i%11]
	}
	return len(b), nil
}

// burst sends n messages at a rate per second.
func (p *program) burst(what string) {
	var n, rate int
	fmt.Sscan(what, &n, &rate)
	begin := time.Now()
	for i := range n {
		time.Sleep(time.Until(begin.Add(time.Duration(i) * time.Second / time.Duration(rate))))
		p.Received(0, codec.Text, strings.NewReader(fmt.Sprintf("message %d", i)))
	}
}

// asked is the session behind the slash commands.
type asked struct{ p *program }

func (a asked) Close(code int, reason string) error {
	a.p.tell("close", fmt.Sprint(code, " ", reason))
	a.p.left <- "closed"
	return nil
}

func (a asked) Connected() bool          { return true }
func (a asked) Forget()                  {}
func (a asked) Connect(url string) error { a.p.tell("connect", url); return nil }

func (a asked) Ping(text string) error {
	a.p.Notice(Happened, "pong after 0.5 ms")
	return nil
}

func (a asked) Info() []string { return []string{"URL ws://a.example", "since noon"} }

func (a asked) Record(string) error { return os.ErrPermission }

func (a asked) Verbose(level int) error { a.p.tell("verbose", fmt.Sprint(level)); return nil }
