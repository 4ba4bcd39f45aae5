package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
)

// throughProgram has the lines about messages that connect prints fed back to it.
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
		// The program may have to write before it can read on, so nothing here waits for it to read.
		messages := make(chan []byte, 1<<20)
		fed := make(chan struct{})
		go func() {
			defer close(fed)
			feed(stdin, messages)
		}()
		err = pick(stdout, messages)
		close(messages)
		_ = cmd.Wait() // ends the feeding, too; the status is the case's
		<-fed
		return err
	}
}

// pick passes the lines on that can be sent.
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

// feed goes on when the program reads no more, until there are no more messages.
func feed(in io.WriteCloser, messages <-chan []byte) {
	for line := range messages {
		_, _ = in.Write(line)
	}
	_ = in.Close()
}
