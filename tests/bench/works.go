//go:build linux

package main

import (
	"fmt"

	"wspipe/tests/bench/server"
)

const (
	messageSize  = 64
	messageCount = 1_000_000
	roundTrips   = 50_000
	tripsThrough = 20_000
	bigSize      = 1 << 30
)

// work is a row of the table: a task, and how each program is told to do it.
type work struct {
	name     string
	unit     string
	smaller  bool // smaller values are better
	value    func(outcome) float64
	done     func(outcome) bool
	oneCore  bool // the server and the programs share one
	repeat   int  // in each round, for tasks too short to time once
	input    *input
	programs map[string]program
	musts    []must
}

// program is a command line. Its stdin is a file, nothing or, for wscat, which leaves at the end of stdin, a stream
// that never ends.
type program struct {
	args     []string
	stdin    string
	held     bool
	terminal bool   // all three streams are a terminal
	crowd    *crowd // the clients, if it is a server
}

// input is a file that exists for one work.
type input struct {
	name string
	make func() []byte
}

// must is a bound on the ratio to another column or, without one, on the value itself.
type must struct {
	against string
	bound   float64
}

func works(srv *server.Server, peers map[string]string) []work {
	burst := srv.URL(fmt.Sprintf("/burst?count=%d&size=%d", messageCount, messageSize))
	big := srv.URL(fmt.Sprintf("/big?size=%d", bigSize))
	sink, echo := srv.URL("/sink"), srv.URL("/echo")
	burstOfLines, deflatedBig := srv.URL(fmt.Sprintf("/lines?count=%d", messageCount)), srv.URL(fmt.Sprintf("/deflated-big?size=%d", bigSize))

	perSecond := func(o outcome) float64 { return messageCount / o.seconds / 1e6 }
	received := func(o outcome) bool { return o.printed == messageCount*(messageSize+1) }
	// At least this many bytes, since websocat also sends the newlines.
	sent := func(o outcome) bool {
		return o.sunk.Messages == messageCount && o.sunk.Bytes >= messageCount*messageSize
	}
	memory := func(o outcome) float64 { return o.mebibytes }

	all := []work{{
		name: "receive 64-byte messages to a file", unit: "M/s", value: perSecond, done: received,
		musts: []must{{websocat, 4}},
		programs: map[string]program{
			wspipe:   {args: []string{built("wspipe"), "listen", burst}},
			bare:     {args: []string{built("bare"), "receive", burst}},
			websocat: {args: []string{peers[websocat], "-U", burst}},
			wscat:    {args: []string{peers[wscat], "-c", burst}, held: true},
		},
	}, {
		name: "send 64-byte lines from a file", unit: "M/s", value: perSecond, done: sent,
		musts: []must{{websocat, 6}},
		programs: map[string]program{
			wspipe:   {args: []string{built("wspipe"), "send", sink}, stdin: built("lines")},
			bare:     {args: []string{built("bare"), "send", sink}, stdin: built("lines")},
			websocat: {args: []string{peers[websocat], sink}, stdin: built("lines")},
			// wscat loses input from a pipe.
		},
	}, {
		name: "receive 64-byte messages to a file", unit: "µs of CPU each", smaller: true, value: cpuEach, done: received,
		musts: []must{{least, 1.8}},
		programs: map[string]program{
			wspipe: {args: []string{built("wspipe"), "listen", burst}},
			least:  {args: []string{built("limit"), "receive", burst}},
		},
	}, {
		name: "send 64-byte lines from a file", unit: "µs of CPU each", smaller: true, value: cpuEach, done: sent,
		musts: []must{{least, 1.8}},
		programs: map[string]program{
			wspipe: {args: []string{built("wspipe"), "send", sink}, stdin: built("lines")},
			least:  {args: []string{built("limit"), "send", sink}, stdin: built("lines")},
		},
	}, {
		name: "receive 64-byte messages as --json", unit: "µs of CPU each", smaller: true, value: cpuEach,
		done:  func(o outcome) bool { return o.printed >= messageCount*(messageSize+1) },
		musts: []must{{lines, 2}},
		programs: map[string]program{
			wspipe: {args: []string{built("wspipe"), "listen", "--json", burst}},
			lines:  {args: []string{built("wspipe"), "listen", burst}},
		},
	}, {
		name: "send 64-byte messages of --json", unit: "µs of CPU each", smaller: true, value: cpuEach, done: sent,
		musts: []must{{lines, 2.5}},
		programs: map[string]program{
			wspipe: {args: []string{built("wspipe"), "send", "--json", sink}, stdin: built("json")},
			lines:  {args: []string{built("wspipe"), "send", sink}, stdin: built("lines")},
		},
	}, {
		name: "the same, the library batched", unit: "M/s", value: perSecond, done: sent,
		programs: map[string]program{
			wspipe: {args: []string{built("wspipe"), "send", sink}, stdin: built("lines")},
			bare:   {args: []string{built("bare"), "send-batched", sink}, stdin: built("lines")},
		},
	}, {
		name: "a lone message's round trip, in Go, on one core", unit: "µs", smaller: true, oneCore: true,
		value: func(o outcome) float64 { return o.seconds / roundTrips * 1e6 },
		done:  func(outcome) bool { return true }, // both check it themselves
		musts: []must{{bare, 1}},
		programs: map[string]program{
			wspipe: {args: []string{built("roundtrip"), echo, fmt.Sprint(roundTrips)}},
			bare:   {args: []string{built("bare"), "roundtrip", echo, fmt.Sprint(roundTrips)}},
		},
	}, through("a round trip through the program", echo, peers), onOneCoreOnly(through("a round trip through the program, on one core", echo, peers)), {
		name: "receive one message of 1 GiB", unit: "MiB of memory", smaller: true, value: memory,
		done:  func(o outcome) bool { return o.printed >= bigSize },
		musts: []must{{"", 32}},
		programs: map[string]program{
			wspipe:   {args: []string{built("wspipe"), "listen", "--raw", big}},
			bare:     {args: []string{built("bare"), "receive-raw", big}},
			websocat: {args: []string{peers[websocat], "-b", "-U", "--max-ws-frame-length", fmt.Sprint(bigSize), big}},
			wscat:    {args: []string{peers[wscat], "-c", big}, held: true},
		},
	}, {
		name: "send one message of 1 GiB", unit: "MiB of memory", smaller: true, value: memory,
		done:  func(o outcome) bool { return o.sunk == server.Tally{Messages: 1, Bytes: bigSize} },
		musts: []must{{"", 32}},
		programs: map[string]program{
			wspipe: {args: []string{built("wspipe"), "send", "--raw", sink}, stdin: built("big")},
			bare:   {args: []string{built("bare"), "send-raw", sink}, stdin: built("big")},
			// One message is what fits websocat's buffer.
			websocat: {args: []string{peers[websocat], "-b", "-B", fmt.Sprint(bigSize), sink}, stdin: built("big")},
		},
	}, {
		name: "receive 64-byte messages, compressed", unit: "µs of CPU each", smaller: true, value: cpuEach, done: received,
		musts: []must{{bare, 0.5}},
		programs: map[string]program{
			wspipe: {args: []string{built("wspipe"), "listen", "--compress", burstOfLines}},
			bare:   {args: []string{built("bare"), "receive-compressed", burstOfLines}},
		},
	}, {
		name: "send 64-byte lines, compressed", unit: "µs of CPU each", smaller: true, value: cpuEach,
		done: func(o outcome) bool {
			return o.sunk.Messages == messageCount && o.sunk.Compressed == messageCount
		},
		programs: map[string]program{
			wspipe: {args: []string{built("wspipe"), "send", "--compress", sink}, stdin: built("various")},
			bare:   {args: []string{built("bare"), "send-compressed", sink}, stdin: built("various")},
		},
	}, {
		name: "receive one message of 1 GiB, compressed", unit: "MiB of memory", smaller: true, value: memory,
		done:  func(o outcome) bool { return o.printed == bigSize },
		musts: []must{{"", 32}},
		programs: map[string]program{
			wspipe: {args: []string{built("wspipe"), "listen", "--compress", "--raw", deflatedBig}},
			bare:   {args: []string{built("bare"), "receive-raw-compressed", deflatedBig}},
		},
	}, {
		name: "send one message of 1 GiB, compressed", unit: "MiB of memory", smaller: true, value: memory,
		done:  func(o outcome) bool { return o.sunk.Messages == 1 && o.sunk.Compressed == 1 },
		musts: []must{{"", 32}},
		programs: map[string]program{
			wspipe: {args: []string{built("wspipe"), "send", "--compress", "--raw", sink}, stdin: built("big")},
			bare:   {args: []string{built("bare"), "send-raw-compressed", sink}, stdin: built("big")},
		},
	}, {
		name: "send one short message, start to exit", unit: "ms", smaller: true, repeat: 20,
		value: func(o outcome) float64 { return o.seconds * 1e3 },
		done:  func(o outcome) bool { return o.sunk.Messages == 1 },
		musts: []must{{bare, 1.25}},
		programs: map[string]program{
			wspipe:   {args: []string{built("wspipe"), "send", sink, "hello"}},
			bare:     {args: []string{built("bare"), "oneshot", sink, "hello"}},
			websocat: {args: []string{peers[websocat], sink}, stdin: built("hello")},
			wscat:    {args: []string{peers[wscat], "-c", sink, "-x", "hello", "-w", "0"}, held: true},
		},
	}}
	for _, more := range [][]work{sizes(srv), formats(srv), overTLS(srv), crowds(), {checks(echo), terminals(srv, peers)}} {
		all = append(all, more...)
	}
	for _, w := range all {
		for _, peer := range []string{websocat, wscat} {
			if peers[peer] == "" {
				delete(w.programs, peer)
			}
		}
	}
	return all
}

// through is the path of a line through stdin, to an echo, and back through stdout.
func through(name, echo string, peers map[string]string) work {
	drive := []string{built("through"), fmt.Sprint(tripsThrough)}
	return work{
		name: name, unit: "µs", smaller: true,
		value: func(o outcome) float64 { return o.seconds / tripsThrough * 1e6 },
		done:  func(outcome) bool { return true }, // it checks the lines itself
		musts: []must{{websocat, 1.1}},
		programs: map[string]program{
			// Without --wait 0, connect would stay for a second after the end of its input, which websocat doesn't.
			wspipe:   {args: append(drive[:len(drive):len(drive)], built("wspipe"), "connect", "--wait", "0", echo)},
			websocat: {args: append(drive[:len(drive):len(drive)], peers[websocat], echo)},
		},
	}
}

func onOneCoreOnly(w work) work {
	w.oneCore = true
	return w
}
