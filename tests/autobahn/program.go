package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
)

// throughProgram feeds the lines about messages that connect prints back to it.
func throughProgram(path string) echo {
	return func(ctx context.Context, url string, compress bool) error {
		args := []string{"connect", "--json", "--quiet", "--wait", "-1", url}
		if compress {
			args = append(args, "--compress")
		}
		cmd := exec.CommandContext(ctx, path, args...)
		stdin, err := cmd.StdinPipe()
		if err != nil {
			return err
		}
		stdout, err := cmd.StdoutPipe()
		if err != nil {
			return err
		}
		if err := cmd.Start(); err != nil {
			return err
		}
		// The program may have to write before it can continue reading, so nothing here waits for it to read.
		messages := make(chan []byte, 1<<20)
		fed := make(chan struct{})
		go func() {
			defer close(fed)
			feed(stdin, messages)
		}()
		err = pick(stdout, messages)
		close(messages)
		_ = cmd.Wait() // also ends the feeding; the status depends on the case
		<-fed
		return err
	}
}

// pick forwards the lines that can be sent.
func pick(out io.Reader, messages chan<- []byte) error {
	lines := bufio.NewReaderSize(out, 1<<20)
	for {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		var event struct{ Type string }
		if err := json.Unmarshal(line, &event); err != nil {
			return err
		}
		if event.Type == "text" || event.Type == "binary" {
			messages <- line
		}
	}
}

// feed continues when the program stops reading, until there are no more messages.
func feed(in io.WriteCloser, messages <-chan []byte) {
	for line := range messages {
		_, _ = in.Write(line)
	}
	_ = in.Close()
}
