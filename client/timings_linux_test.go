package client_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"syscall"
	"testing"
	"time"

	"wspipe/client"
)

// The connect time is measured with an address that doesn't answer: the next one is
// tried after the 250 ms of RFC 8305.
func TestTimingsOfASilentAddress(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = client.Accept(w, r, client.Options{}).Run(context.Background())
	}))
	defer server.Close()
	_, port, _ := net.SplitHostPort(server.Listener.Addr().String())
	silent := netip.MustParseAddr("127.0.0.2")
	fillBacklog(t, silent, port)
	ws := newSocket(t, "ws://name.test:"+port, client.Options{Resolve: map[string][]netip.Addr{
		"name.test:" + port: {silent, netip.MustParseAddr("127.0.0.1")},
	}})
	ws.OnOpen = func(client.OpenEvent) { _ = ws.Close(1000, "") }
	if err := run(t, ws); err != nil {
		t.Fatal(err)
	}
	got := ws.Timings()
	inOrder(t, moment{"name lookup", got.NameLookup}, moment{"name lookup and the silence", got.NameLookup + 250*time.Millisecond},
		moment{"connection", got.Connect}, moment{"answer", got.StartTransfer})
	if address := "127.0.0.1:" + port; ws.Address() != address {
		t.Errorf("connected to %s, not %s", ws.Address(), address)
	}
}

// fillBacklog listens at that address without accepting, so that the system keeps one
// connection waiting and answers no other.
func fillBacklog(t *testing.T, address netip.Addr, port string) {
	t.Helper()
	listener, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Close(listener) })
	number, _ := strconv.Atoi(port)
	if err := syscall.Bind(listener, &syscall.SockaddrInet4{Port: number, Addr: address.As4()}); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Listen(listener, 0); err != nil {
		t.Fatal(err)
	}
	waiting, err := net.Dial("tcp", net.JoinHostPort(address.String(), port))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = waiting.Close() })
}
