//go:build unix

package tests

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
)

// One program serves several clients through the two streams of serve --json: each gets the answers to its own
// questions and what is for all, and is closed as requested.
func TestServeJSONHasOneProgramServeAll(t *testing.T) {
	t.Parallel()
	in, answers, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	questions, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	cmd := plain(t, "serve", "--json", "127.0.0.1:0")
	s := &servingProgram{t: t, cmd: cmd, said: &watched{}}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = in, out, s.said
	start(t, cmd)
	s.url = s.until(`listening on (\S+)`)
	over := make(chan error, 1)
	go func() { over <- answer(questions, answers) }()

	const clients = 5
	heard := make(chan string, clients)
	for n := range clients {
		go func() {
			c := plain(t, "connect", "--wait", "-1", s.url)
			c.Stdin = strings.NewReader(fmt.Sprintf("a\nb\n%d\n", 4000+n))
			got, _ := c.Output()
			heard <- fmt.Sprintf("%d: %s", c.ProcessState.ExitCode(), got)
		}()
	}
	var all []string
	for range clients {
		all = append(all, <-heard)
	}
	slices.Sort(all)
	for n, got := range all {
		if want := fmt.Sprintf("5: a for %d\nb for %d\n", n+1, n+1); got != want {
			t.Errorf("one ended with %q, want %q", got, want)
		}
	}
	s.end()
	out.Close()
	answers.Close()
	if err := <-over; err != nil {
		t.Error(err)
	}
}

// answer answers the client that asked, and closes clients by number.
func answer(questions io.Reader, answers io.Writer) error {
	for lines := bufio.NewScanner(questions); lines.Scan(); {
		var e struct {
			Type, Data string
			Client     int
		}
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return err
		}
		switch {
		case e.Type == "text" && strings.HasPrefix(e.Data, "4"):
			fmt.Fprintf(answers, `{"type":"close","client":%d,"code":%s}`+"\n", e.Client, e.Data)
		case e.Type == "text":
			fmt.Fprintf(answers, `{"type":"text","client":%d,"data":"%s for %d"}`+"\n", e.Client, e.Data, e.Client)
		}
	}
	return nil
}
