//go:build linux

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

const conversations = 1000

// writeConversations writes files of ten steps each.
func writeConversations() error {
	if err := os.MkdirAll(built("conversations"), 0o755); err != nil {
		return err
	}
	text := "url ws://localhost/\n" + strings.Repeat("> "+strings.Repeat("r", messageSize)+"\n< /^r+$/\n", 4) + "close 1000\n"
	for n := range conversations {
		if err := os.WriteFile(filepath.Join(built("conversations"), fmt.Sprintf("%04d.wst", n)), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// checks returns a row for check. Its bound is on the total time, including the server's.
func checks(echo string) work {
	return work{
		name: "check 1,000 files of ten steps", unit: "ms each", smaller: true,
		value: func(o outcome) float64 { return o.seconds / conversations * 1e3 },
		done:  func(outcome) bool { return true }, // both check the answers
		musts: []must{{"", 5}},
		programs: map[string]program{
			wspipe: {args: []string{built("wspipe"), "check", "-q", echo, built("conversations")}},
			bare:   {args: []string{built("bare"), "check", echo, fmt.Sprint(conversations)}},
		},
	}
}
