//go:build unix

package faults

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// 10,000 numbered messages survive 50 resets, and 200 follow, to a server that acknowledges each. Whatever the server
// acknowledged it has received; nothing arrived twice or out of order; and stderr reported every message that may be
// missing, except for those that were sent over the last connection and arrived.
func TestReconnectThroughResets(t *testing.T) {
	const resets, each = 50, 200
	s := startNumbersServer(t)
	n := startNetworkTo(t, strings.TrimPrefix(s.http.URL, "http://"))
	n.endWithResets()
	cmd := wspipe(t, "connect", "--reconnect", "--wait", "1s", n.url())
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout = s
	start(t, cmd)
	for i := range resets {
		s.await(t, func() bool { return s.connections > i })
		before := s.printedSoFar()
		for number := range each {
			fmt.Fprintln(stdin, i*each+number)
		}
		s.await(t, func() bool { return s.printed.Len() > before })
		n.cut()
	}
	s.await(t, func() bool { return s.connections > resets })
	for number := range each {
		fmt.Fprintln(stdin, resets*each+number)
	}
	stdin.Close()
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%v; stderr: %s", err, cmd.Stderr)
	}

	received := s.numbers()
	for _, line := range strings.Fields(s.printed.String()) {
		number, err := strconv.Atoi(line)
		if _, has := slices.BinarySearch(received, number); err != nil || !has {
			t.Errorf("%s was acknowledged, but is not there", line)
		}
	}
	for i := range received[1:] {
		if received[i] >= received[i+1] {
			t.Errorf("%d came before %d", received[i], received[i+1])
		}
	}
	last, said := s.byLast(), inDoubt(cmd.Stderr.(*bytes.Buffer).String())
	t.Logf("%d received, %d of them over the last connection, %d said to be in doubt", len(received), last, said)
	if all := (resets + 1) * each; said+last != all || last < each {
		t.Errorf("%d messages were said to be in doubt and %d came over the last connection, want %d together", said, last, all)
	}
}

// inDoubt returns the number of messages that, according to stderr, may not have arrived.
func inDoubt(stderr string) (sum int) {
	for _, said := range regexp.MustCompile(`the last (?:(\d+) messages|message)[^\n]* may not have arrived`).FindAllStringSubmatch(stderr, -1) {
		n, err := strconv.Atoi(said[1])
		if err != nil {
			n = 1
		}
		sum += n
	}
	return sum
}

// numbersServer keeps the numbers it receives and sends each back.
type numbersServer struct {
	turn sync.Mutex // of the connection being read
	http *httptest.Server

	mu          sync.Mutex
	changed     chan struct{}
	connections int
	received    []int
	by          map[int]int  // how many of them arrived over which connection
	printed     bytes.Buffer // by the program: the acknowledgements that reached it
}

// Write receives the program's output.
func (s *numbersServer) Write(p []byte) (int, error) {
	s.change(func() { s.printed.Write(p) })
	return len(p), nil
}

func startNumbersServer(t *testing.T) *numbersServer {
	t.Helper()
	s := &numbersServer{changed: make(chan struct{}), by: map[int]int{}}
	s.http = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.http.Close)
	return s
}

func (s *numbersServer) serve(w http.ResponseWriter, r *http.Request) {
	conn, err := websocket.Accept(w, r, nil)
	if err != nil {
		return
	}
	defer conn.CloseNow()
	connection := 0
	s.change(func() { s.connections++; connection = s.connections })
	s.turn.Lock() // what arrived over the last connection, which was cut, comes first
	defer s.turn.Unlock()
	for {
		_, message, err := conn.Read(context.Background())
		if err != nil {
			return
		}
		number, err := strconv.Atoi(string(message))
		if err != nil {
			return
		}
		s.change(func() { s.received = append(s.received, number); s.by[connection]++ })
		if conn.Write(context.Background(), websocket.MessageText, message) != nil {
			return
		}
	}
}

func (s *numbersServer) change(do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	do()
	close(s.changed)
	s.changed = make(chan struct{})
}

func (s *numbersServer) numbers() []int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.received)
}

func (s *numbersServer) byLast() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.by[s.connections]
}

// await waits until ok returns true. It is called while nothing changes.
func (s *numbersServer) await(t *testing.T, ok func() bool) {
	t.Helper()
	late := time.After(childTimeout)
	for {
		s.mu.Lock()
		changed, done := s.changed, ok()
		s.mu.Unlock()
		if done {
			return
		}
		select {
		case <-changed:
		case <-late:
			t.Fatal("the server waited in vain")
		}
	}
}

func (s *numbersServer) printedSoFar() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.printed.Len()
}
