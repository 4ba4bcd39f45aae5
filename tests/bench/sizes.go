//go:build linux

package main

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"wspipe/tests/bench/server"
)

// size is a message size with rows of its own. There are enough messages to take a while.
type size struct {
	name         string
	bytes, count int
}

var allSizes = []size{
	{"0 bytes", 0, 1_000_000},
	{"16 bytes", 16, 1_000_000},
	{"1 KiB", 1 << 10, 200_000},
	{"64 KiB", 64 << 10, 4_000},
	{"16 MiB", 16 << 20, 16},
}

// way is how a program reaches the server.
type way struct {
	name  string // as part of a row's name
	url   func(path string) string
	flags []string // of wspipe
}

// sizes returns rows for messages of sizes other than 64 bytes.
func sizes(srv *server.Server) []work {
	plain, secure := way{url: srv.URL}, way{" over TLS", srv.SecureURL, []string{"-k"}}
	var all []work
	for _, s := range allSizes {
		all = append(all, s.receive("text", plain), s.receive("binary", plain), s.receive("text", secure), s.send(plain), s.sendBinary(plain), s.send(secure))
	}
	return all
}

func (s size) receive(kind string, w way) work {
	url := w.url(fmt.Sprintf("/burst?count=%d&size=%d&type=%s", s.count, s.bytes, kind))
	return work{
		name: fmt.Sprintf("receive %s messages of %s%s", kind, s.name, w.name), unit: "µs of CPU each", smaller: true, value: s.cpu,
		done: func(o outcome) bool { return o.printed == int64(s.count)*int64(s.bytes+1) },
		programs: map[string]program{
			wspipe: {args: append([]string{built("wspipe"), "listen", url}, w.flags...)},
			bare:   {args: []string{built("bare"), "receive", url}},
			least:  {args: []string{built("limit"), "receive", url}},
		},
	}
}

// send omits the library, which sends one message at a time.
func (s size) send(w way) work {
	sink := w.url("/sink")
	return work{
		name: "send lines of " + s.name + w.name, unit: "µs of CPU each", smaller: true, value: s.cpu,
		input: &input{"lines-of-a-size", func() []byte { return linesOf(s.bytes, s.count) }},
		done: func(o outcome) bool {
			return o.sunk.Messages == int64(s.count) && o.sunk.Bytes == int64(s.count)*int64(s.bytes)
		},
		programs: map[string]program{
			wspipe: {args: append([]string{built("wspipe"), "send", sink}, w.flags...), stdin: built("lines-of-a-size")},
			least:  {args: []string{built("limit"), "send", sink}, stdin: built("lines-of-a-size")},
		},
	}
}

// sendBinary has no limit to compare with, since limit only supports lines.
func (s size) sendBinary(w way) work {
	sink := w.url("/sink")
	return work{
		name: "send binary messages of " + s.name, unit: "µs of CPU each", smaller: true, value: s.cpu,
		input: &input{"records-of-a-size", func() []byte {
			record := append(binary.BigEndian.AppendUint32(nil, uint32(s.bytes)), bytes.Repeat([]byte{0xfe}, s.bytes)...)
			return bytes.Repeat(record, s.count)
		}},
		done: func(o outcome) bool {
			return o.sunk.Messages == int64(s.count) && o.sunk.Bytes == int64(s.count)*int64(s.bytes)
		},
		programs: map[string]program{
			wspipe: {args: []string{built("wspipe"), "send", "--length", sink}, stdin: built("records-of-a-size")},
		},
	}
}

func (s size) cpu(o outcome) float64 { return o.cpu / float64(s.count) * 1e6 }
