package client

// State is what ReadyState returns, numbered as in WHATWG WebSockets, section 3.1.
type State int32

// The states of a connection.
const (
	Connecting State = iota // until the handshake is done, including before Run
	Open
	Closing // a Close frame was sent or received, or the connection is being failed
	Closed
)

func (s State) String() string {
	return [...]string{"connecting", "open", "closing", "closed"}[s]
}

// ReadyState returns the current state of the connection.
func (ws *WebSocket) ReadyState() State { return State(ws.state.Load()) }
