//go:build linux

package main

import (
	"fmt"

	"wspipe/tests/bench/server"
)

// sizes are rows for receiving messages of other sizes than 64 bytes.
func sizes(srv *server.Server) []work {
	var all []work
	for _, s := range []struct {
		name        string
		size, count int
	}{
		{"0 bytes", 0, 1_000_000},
		{"16 bytes", 16, 1_000_000},
		{"1 KiB", 1 << 10, 200_000},
	} {
		url := srv.URL(fmt.Sprintf("/burst?count=%d&size=%d", s.count, s.size))
		all = append(all, work{
			name: "receive messages of " + s.name, unit: "µs of CPU each", smaller: true,
			value: func(o outcome) float64 { return o.cpu / float64(s.count) * 1e6 },
			done:  func(o outcome) bool { return o.printed == int64(s.count)*int64(s.size+1) },
			programs: map[string]program{
				wspipe: {args: []string{built("wspipe"), "listen", url}},
				bare:   {args: []string{built("bare"), "receive", url}},
				least:  {args: []string{built("limit"), "receive", url}},
			},
		})
	}
	return all
}
