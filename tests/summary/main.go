// Command summary reads the output of go test -json and prints that of plain go test. It also appends skipped tests, which
// go test reports only with -v, to a file, with one line per reason:
//
//	go test -json ./... | summary -skipped FILE
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

func main() {
	path := flag.String("skipped", "", "add to `FILE` what was skipped")
	flag.Parse()
	if err := run(os.Stdin, os.Stdout, *path); err != nil {
		fmt.Fprintln(os.Stderr, "summary:", err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer, path string) error {
	p := newPrinter(out)
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadString('\n')
		if line != "" {
			p.line(line)
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
	}
	if path == "" {
		return nil
	}
	return add(path, p.skips())
}

func add(path string, lines []string) error {
	if len(lines) == 0 {
		return nil
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = io.WriteString(f, strings.Join(lines, "\n")+"\n")
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	return err
}
