package client

import (
	"context"
	"net"
	"net/netip"
	"time"
)

// attemptDelay is the delay that RFC 8305, section 5, recommends.
const attemptDelay = 250 * time.Millisecond

// race tries the addresses of a host until one answers ("happy eyeballs", RFC 8305,
// sections 4 and 5): the next attempt starts when the last one has failed, or has been
// silent for delay, and the first to connect wins.
type race struct {
	delay time.Duration
	dial  func(context.Context, netip.AddrPort) (net.Conn, error)
}

type attempt struct {
	conn net.Conn
	err  error
}

// run returns the first connection, or the error of the first attempt that failed.
func (r race) run(ctx context.Context, addrs []netip.AddrPort) (net.Conn, error) {
	if len(addrs) == 1 {
		return r.dial(ctx, addrs[0])
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	addrs = alternate(addrs)
	results := make(chan attempt)
	start := func() {
		addr := addrs[0]
		addrs = addrs[1:]
		go func() {
			conn, err := r.dial(ctx, addr)
			results <- attempt{conn, err}
		}()
	}
	start()
	timer := time.NewTimer(r.delay)
	defer timer.Stop()
	var first error
	for running := 1; running > 0; {
		select {
		case a := <-results:
			running--
			if a.err == nil {
				go closeAll(results, running)
				return a.conn, nil
			}
			if first == nil {
				first = a.err
			}
		case <-timer.C:
		}
		if len(addrs) > 0 && ctx.Err() == nil {
			start()
			running++
			timer.Reset(r.delay)
		}
	}
	return nil, first
}

// closeAll closes the connections of attempts that lost the race.
func closeAll(results <-chan attempt, running int) {
	for range running {
		if a := <-results; a.err == nil {
			a.conn.Close()
		}
	}
}

// alternate alternates between the address families and keeps the order within each.
func alternate(addrs []netip.AddrPort) []netip.AddrPort {
	var families [2][]netip.AddrPort
	for _, addr := range addrs {
		i := 0
		if addr.Addr().Is4() != addrs[0].Addr().Is4() {
			i = 1
		}
		families[i] = append(families[i], addr)
	}
	var mixed []netip.AddrPort
	for i := range max(len(families[0]), len(families[1])) {
		for _, family := range families {
			mixed = append(mixed, family[min(i, len(family)):min(i+1, len(family))]...)
		}
	}
	return mixed
}
