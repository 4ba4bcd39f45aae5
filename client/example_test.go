package client_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/coder/websocket"

	"wspipe/client"
)

// echoServer sends every message back; it stands for your own server.
func echoServer() *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		for {
			typ, data, err := conn.Read(r.Context())
			if err != nil {
				return
			}
			if err := conn.Write(r.Context(), typ, data); err != nil {
				return
			}
		}
	}))
}

// All handlers are set before Run.
func Example() {
	server := echoServer()
	defer server.Close()

	ws, err := client.New(server.URL, client.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	ws.OnOpen = func(client.OpenEvent) {
		_ = ws.SendText("hello")
	}
	ws.OnMessage = func(e client.MessageEvent) {
		text, err := e.Text()
		fmt.Println(e.Type, text, err)
		_ = ws.Close(1000, "that was all")
	}
	ws.OnClose = func(e client.CloseEvent) {
		fmt.Println("closed", e.Code, e.Reason, e.WasClean)
	}
	fmt.Println(ws.Run(context.Background()))
	// Output:
	// text hello <nil>
	// closed 1000 that was all true
	// <nil>
}

// A handler may set another one for what comes next: here, one for each step of a
// conversation, in text and binary.
func ExampleWebSocket_handlersAssignedLater() {
	server := echoServer()
	defer server.Close()

	ws, err := client.New(server.URL, client.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	goodbye := func(e client.MessageEvent) {
		data, _ := e.Bytes()
		fmt.Println(e.Type, data)
		_ = ws.Close(4000, "enough")
	}
	ws.OnOpen = func(client.OpenEvent) {
		ws.OnMessage = func(e client.MessageEvent) {
			text, _ := e.Text()
			fmt.Println(e.Type, text)
			ws.OnMessage = goodbye
			_ = ws.SendBinary([]byte{0, 1, 255})
		}
		_ = ws.SendText("first")
	}
	ws.OnClose = func(e client.CloseEvent) { fmt.Println(e.Code, e.Reason) }
	_ = ws.Run(context.Background())
	// Output:
	// text first
	// binary [0 1 255]
	// 4000 enough
}
