package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"

	"github.com/coder/websocket"
)

// serve runs an echo until a signal ends it.
func serve(address string) error {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "listening on ws://%s/\n", l.Addr())
	return http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		defer c.CloseNow()
		for {
			kind, data, err := c.Read(ctx)
			if err != nil || c.Write(ctx, kind, data) != nil {
				return
			}
		}
	}))
}

// check runs as many conversations as wspipe check does with the benchmark's files.
func check(url, argument string) error {
	count, err := strconv.Atoi(argument)
	if err != nil {
		return err
	}
	for range count {
		c, _, err := websocket.Dial(ctx, url, nil)
		if err != nil {
			return err
		}
		if err := roundTrip(c, "4"); err != nil {
			return err
		}
		if err := c.Close(websocket.StatusNormalClosure, ""); err != nil {
			return err
		}
	}
	return nil
}
