package dial

import (
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"wspipe/client"
	"wspipe/commands/status"
)

// Unanswered knows whether a server is connected to, but hasn't answered the handshake.
type Unanswered struct{ waiting atomic.Bool }

// Begin is called before each attempt to connect.
func (u *Unanswered) Begin() { u.waiting.Store(false) }

// Trace adds watching the handshake to t.
func (u *Unanswered) Trace(t client.Trace) client.Trace {
	request, response := t.Request, t.Response
	t.Request = func(r *http.Request) {
		u.waiting.Store(true)
		if request != nil {
			request(r)
		}
	}
	t.Response = func(r *http.Response) {
		u.waiting.Store(false)
		if response != nil {
			response(r)
		}
	}
	return t
}

// Late returns the error for --timeout when it has run out.
func (u *Unanswered) Late(timeout time.Duration) error {
	problem := fmt.Sprintf("not done within %v", timeout)
	if u.waiting.Load() {
		problem += ": connected, but no answer to the handshake"
	}
	return &status.TimeoutError{Problem: problem}
}
