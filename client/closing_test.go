package client_test

import (
	"errors"
	"testing"

	"wspipe/client"
)

// OnClosing leaves the other end's Close frame unanswered until we close, and messages go out
// until then; the answer is ours. It isn't called for the answer to our own.
func TestOnClosing(t *testing.T) {
	for _, served := range []bool{false, true} { // whether our end is the server's
		var got []string
		var answer string
		theirs := func(ws *client.WebSocket) {
			ws.OnOpen = func(client.OpenEvent) { _ = ws.Close(4000, "mine") }
			ws.OnClosing = func(client.CloseEvent) { t.Error("called for an answer") }
			ws.OnClose = func(e client.CloseEvent) { answer = e.Reason }
			ws.OnMessage = func(e client.MessageEvent) {
				text, _ := e.Text()
				got = append(got, text)
			}
		}
		ours := func(ws *client.WebSocket) {
			ws.OnClosing = func(e client.CloseEvent) {
				if e.Code != 4000 || e.Reason != "mine" || ws.ReadyState() != client.Open {
					t.Errorf("%+v while %v", e, ws.ReadyState())
				}
				go func() {
					for _, text := range []string{"still", "coming"} {
						if err := ws.SendText(text); err != nil {
							t.Error(err)
						}
					}
					_ = ws.Close(4000, "yours")
				}()
			}
		}
		atServer, atClient := theirs, ours
		if served {
			atServer, atClient = ours, theirs
		}
		url, ends := accepting(t, client.Options{}, atServer)
		ws := newSocket(t, url, client.Options{})
		atClient(ws)
		ourErr := run(t, ws)
		theirErr := <-ends
		if served {
			ourErr, theirErr = theirErr, ourErr
		}
		var closed *client.CloseError
		if !errors.As(ourErr, &closed) || closed.Code != 4000 {
			t.Errorf("our end, served %v: %v", served, ourErr)
		}
		if theirErr != nil || answer != "yours" { // with their own code
			t.Errorf("their end, served %v: %v, %q", !served, theirErr, answer)
		}
		if len(got) != 2 || got[0] != "still" || got[1] != "coming" {
			t.Errorf("served %v: got %q", served, got)
		}
	}
}

// Who waits for our Close frame may leave: that ends the connection once something is sent.
func TestOnClosingNobodyWaits(t *testing.T) {
	url, ends := accepting(t, client.Options{}, func(ws *client.WebSocket) {
		ws.OnClosing = func(client.CloseEvent) {
			go func() {
				for ws.SendText("is anybody there?") == nil {
				}
			}()
		}
	})
	p := rawClient(t, url, "")
	p.write(masked(0x88, closePayload(1000, "")))
	p.conn.Close()
	<-ends
}

// Terminate drops a connection whose Close frame is left to us.
func TestOnClosingTerminated(t *testing.T) {
	url, ends := accepting(t, client.Options{}, func(ws *client.WebSocket) {
		ws.OnClosing = func(client.CloseEvent) { ws.Terminate() }
	})
	p := rawClient(t, url, "")
	p.write(masked(0x88, closePayload(1000, "")))
	<-ends
	if f, ok := p.read(); ok {
		t.Errorf("%+v came", f)
	}
}
