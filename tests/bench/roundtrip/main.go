// Command roundtrip sends 64 bytes with the client package and waits for them to come back, count times.
package main

import (
	"bytes"
	"context"
	"log"
	"os"
	"strconv"

	"wspipe/client"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: roundtrip URL COUNT")
	}
	left, err := strconv.Atoi(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	ws, err := client.New(os.Args[1], client.Options{})
	if err != nil {
		log.Fatal(err)
	}
	message := bytes.Repeat([]byte{'r'}, 64)
	send := func() {
		if err := ws.Send(client.Text, message); err != nil {
			log.Fatal(err)
		}
	}
	ws.OnOpen = func(client.OpenEvent) { send() }
	ws.OnMessage = func(e client.MessageEvent) {
		if b, err := e.Bytes(); err != nil || len(b) != len(message) {
			log.Fatalf("%d bytes came back, error %v", len(b), err)
		}
		if left--; left > 0 {
			send()
		} else if err := ws.Close(1000, ""); err != nil {
			log.Fatal(err)
		}
	}
	if err := ws.Run(context.Background()); err != nil {
		log.Fatal(err)
	}
}
