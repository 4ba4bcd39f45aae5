// Command through sends lines, one at a time, through a program that talks to an echo, and waits for each to come back.
//
//	through N PROGRAM [ARGUMENT]…
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"strconv"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) < 3 {
		log.Fatal("usage: through N PROGRAM [ARGUMENT]…")
	}
	n, err := strconv.Atoi(os.Args[1])
	if err == nil {
		err = run(n, exec.Command(os.Args[2], os.Args[3:]...))
	}
	if err != nil {
		log.Fatal(err)
	}
}

func run(n int, cmd *exec.Cmd) error {
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	err = exchange(n, in, bufio.NewReader(out))
	return errors.Join(err, in.Close(), cmd.Wait())
}

func exchange(n int, in io.Writer, out *bufio.Reader) error {
	const line = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n"
	for range n {
		if _, err := io.WriteString(in, line); err != nil {
			return err
		}
		if got, err := out.ReadString('\n'); err != nil || got != line {
			return fmt.Errorf("%q came back, %w", got, err)
		}
	}
	return nil
}
