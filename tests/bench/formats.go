//go:build linux

package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"

	"wspipe/tests/bench/server"
)

// formats returns rows for the formats of stdin and stdout other than lines and --json.
func formats(srv *server.Server) []work {
	payload := bytes.Repeat([]byte{'l'}, messageSize)
	var all []work
	for _, f := range []struct{ flag, record string }{
		{"--null", string(payload) + "\x00"},
		{"--base64", base64.StdEncoding.EncodeToString(payload) + "\n"},
		{"--hex", hex.EncodeToString(payload) + "\n"},
		{"--length", string(binary.BigEndian.AppendUint32(nil, messageSize)) + string(payload)},
	} {
		all = append(all, receiveAs(f.flag, len(f.record), srv), sendFrom(f.flag, f.record, srv))
	}
	return append(all, receiveAs("--raw", messageSize, srv))
}

func receiveAs(flag string, size int, srv *server.Server) work {
	burst := srv.URL(fmt.Sprintf("/burst?count=%d&size=%d", messageCount, messageSize))
	return work{
		name: "receive 64-byte messages as " + flag, unit: "µs of CPU each", smaller: true, value: cpuEach,
		// The row for lines prints one byte more than the payload.
		done: func(o outcome) bool {
			return o.printed == int64(messageCount*size) || o.printed == messageCount*(messageSize+1)
		},
		programs: map[string]program{
			wspipe: {args: []string{built("wspipe"), "listen", flag, burst}},
			lines:  {args: []string{built("wspipe"), "listen", burst}},
		},
	}
}

func sendFrom(flag, record string, srv *server.Server) work {
	sink := srv.URL("/sink")
	return work{
		name: "send 64-byte messages of " + flag, unit: "µs of CPU each", smaller: true, value: cpuEach,
		input: &input{"records", func() []byte { return bytes.Repeat([]byte(record), messageCount) }},
		done: func(o outcome) bool {
			return o.sunk.Messages == messageCount && o.sunk.Bytes == messageCount*messageSize
		},
		programs: map[string]program{
			wspipe: {args: []string{built("wspipe"), "send", flag, sink}, stdin: built("records")},
			lines:  {args: []string{built("wspipe"), "send", sink}, stdin: built("lines")},
		},
	}
}

// overTLS returns rows for 64-byte messages over TLS.
func overTLS(srv *server.Server) []work {
	burst, sink := srv.SecureURL(fmt.Sprintf("/burst?count=%d&size=%d", messageCount, messageSize)), srv.SecureURL("/sink")
	return []work{{
		name: "receive 64-byte messages over TLS", unit: "µs of CPU each", smaller: true, value: cpuEach,
		done: func(o outcome) bool { return o.printed == messageCount*(messageSize+1) },
		programs: map[string]program{
			wspipe: {args: []string{built("wspipe"), "listen", "-k", burst}},
			bare:   {args: []string{built("bare"), "receive", burst}},
			least:  {args: []string{built("limit"), "receive", burst}},
		},
	}, {
		name: "send 64-byte lines over TLS", unit: "µs of CPU each", smaller: true, value: cpuEach,
		done: func(o outcome) bool { return o.sunk.Messages == messageCount },
		programs: map[string]program{
			wspipe: {args: []string{built("wspipe"), "send", "-k", sink}, stdin: built("lines")},
			bare:   {args: []string{built("bare"), "send", sink}, stdin: built("lines")},
			least:  {args: []string{built("limit"), "send", sink}, stdin: built("lines")},
		},
	}}
}

func cpuEach(o outcome) float64 { return o.cpu / messageCount * 1e6 }
