// Package client is a WebSocket with the browser's names, for programs that
// must not lose a message.
//
// A WebSocket has handlers for its events, as fields:
//
//	ws, err := client.New("wss://example.org/feed", client.Options{})
//	ws.OnMessage = func(e client.MessageEvent) { … }
//	err = ws.Run(ctx)
//
// It differs from a browser's in three ways: messages that arrive after Close
// and before the server's Close frame are still delivered; a handler that
// takes its time slows the server down instead of filling memory; and
// messages of any size can be read and written as streams.
package client

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
)

// Type says how a message's payload is to be understood; the numbers are the
// opcodes of RFC 6455, section 5.6.
type Type uint8

// The types of messages.
const (
	Text   Type = Type(opText)   // UTF-8
	Binary Type = Type(opBinary) // any bytes
)

func (t Type) String() string {
	switch t {
	case Text:
		return "text"
	case Binary:
		return "binary"
	}
	return "unknown"
}

// State is what ReadyState returns, numbered as in WHATWG WebSockets, section 3.1.
type State int32

// The states of a connection.
const (
	Connecting State = iota // until the handshake is done, also before Run
	Open
	Closing // a Close frame was sent or received, or the connection is being failed
	Closed
)

func (s State) String() string {
	return [...]string{"connecting", "open", "closing", "closed"}[s]
}

// WebSocket is one connection to a server, or with Accept to a client, from
// before the handshake until after the close; it isn't used again after that (RFC 6455; WHATWG WebSockets,
// section 3.1).
//
// Handlers are called one at a time on the goroutine of Run, in the order
// open, message…, error, close. They may be set before Run and, from inside
// a handler, at any time; the next event sees the new one. A nil handler is
// skipped. While a handler runs nothing is read from the network.
//
// The methods may be called from any goroutine, handlers included. A handler
// that sends so much that the network blocks waits for the server to read,
// and a server that waits for us to read in turn never will: send large
// amounts from a goroutine of their own.
type WebSocket struct {
	// OnOpen is called once, when the handshake is done.
	OnOpen func(OpenEvent)
	// OnMessage is called for each message, in order. A message of up to
	// 64 KiB (16 after Accept) in one frame arrives whole or not at all; longer and fragmented
	// ones are delivered while they arrive.
	OnMessage func(MessageEvent)
	// OnError is called at most once, before OnClose, when the connection
	// could not be made or did not end with a closing handshake.
	OnError func(ErrorEvent)
	// OnClose is called exactly once, last, also when the dial failed.
	OnClose func(CloseEvent)

	// OnPing and OnPong are called for control frames as they arrive. Pings
	// are answered in any case but after LeavePings. A browser doesn't have them.
	OnPing func(PingEvent)
	OnPong func(PingEvent)
	// OnIdle is called whenever all that has arrived was handled and the
	// network is about to be waited for, also in the middle of a message.
	// Here a program flushes what it gathered, and Arriving tells whether it is
	// the middle of one. A browser doesn't have it.
	OnIdle func()

	url    location
	socket string  // the path of a unix socket; then url's host is localhost
	served *served // of a server's end; nil for a client's
	opts   Options
	ran    atomic.Bool
	state  atomic.Int32

	// What the dial made; not to be read before dialed is true.
	dialed atomic.Bool
	opened OpenEvent
	watch  stopwatch

	redirectCookies cookies
	conn            net.Conn
	in              inbound
	out             outbound
	// offer is nil where no compression is offered.
	offer *deflate
	// compression is nil where none was agreed; then so are both its ends.
	compression *compression
	deflater    *deflater
	inflater    *inflater // nil until something compressed has come
	whole       bytes.Reader
	pongs       chan []byte  // that could not be written without waiting
	pongsLeft   atomic.Int32 // those, with the one that is being written: no later one overtakes them

	lastPing atomic.Pointer[sentPing]
	// unanswering: pings get no pong.
	unanswering atomic.Bool

	keptPing  atomic.Pointer[sentPing] // keepAlive's, until it is answered
	delivered atomic.Int64
	ended     chan struct{} // closed when Run returns

	mu       sync.Mutex
	cancel   context.CancelCauseFunc // ends the dial
	began    bool                    // our Close frame was the first
	sentCode int                     // its code
	dropped  error                   // why we dropped the connection
}

// New checks and normalises rawURL, which is absolute and read as browsers do,
// and the options; an error wraps ErrSyntax and never shows a password. User info in the URL becomes basic
// authentication. Nothing is dialled before Run.
func New(rawURL string, opts Options) (*WebSocket, error) {
	socket, rawURL, err := splitUnix(rawURL)
	if err != nil {
		return nil, err
	}
	l, user, err := parseURL(rawURL)
	if err != nil {
		return nil, err
	}
	if err := checkProtocols(opts.Protocols, opts.Lenient); err != nil {
		return nil, err
	}
	if err := checkWay(opts, socket); err != nil {
		return nil, err
	}
	if err := CheckHTTP(opts.HTTP); err != nil {
		return nil, fmt.Errorf("%w: HTTP %w", ErrSyntax, err)
	}
	ws := newWebSocket(l, opts)
	ws.socket = socket
	if err := checkNetwork(ws.opts.Network, l.host); err != nil {
		return nil, err
	}
	if ws.opts.Resolve, err = checkResolve(ws.opts.Resolve); err != nil {
		return nil, err
	}
	if ws.offer, err = offerOf(opts); err != nil {
		return nil, err
	}
	if ws.opts.User == nil {
		ws.opts.User = user
	}
	if user := ws.opts.User; user != nil && !opts.Digest && fieldOf(ws.opts.Header, "Authorization") == "" {
		ws.opts.Header.Set("Authorization", basicAuth(user))
	}
	return ws, nil
}

func newWebSocket(l location, opts Options) *WebSocket {
	return &WebSocket{
		url:   l,
		opts:  opts.withDefaults(),
		pongs: make(chan []byte, 64),
		ended: make(chan struct{}),
	}
}

// peer is what to call the other end.
func (ws *WebSocket) peer() string {
	if ws.served != nil {
		return "the client"
	}
	return "the server"
}

// ReadyState is the state of the connection now.
func (ws *WebSocket) ReadyState() State { return State(ws.state.Load()) }

// URL is the URL as it was normalised, without credentials.
func (ws *WebSocket) URL() string { return ws.shown(ws.url) }

// Protocol is the subprotocol agreed on, empty before open or where there is none.
func (ws *WebSocket) Protocol() string {
	if !ws.dialed.Load() {
		return ""
	}
	return ws.opened.Protocol
}

// Extensions are the extensions agreed on, as the server wrote them, empty
// before open (RFC 6455, section 9.1).
func (ws *WebSocket) Extensions() string {
	if !ws.dialed.Load() {
		return ""
	}
	return ws.opened.Extensions
}

// BufferedAmount is the number of payload bytes given to the sending methods
// and not yet to the network, in bytes; as in a browser, the connection's end
// doesn't reset it.
func (ws *WebSocket) BufferedAmount() int64 { return ws.out.unsent.Load() }

// Arriving tells whether a message has begun to arrive and isn't complete; in
// OnClose, whether one was cut off. It is for handlers.
func (ws *WebSocket) Arriving() bool { return ws.in.arriving() }

// Sent is the number of messages, of those given to the sending methods, that
// the network was given whole. It is exact once Run has returned.
func (ws *WebSocket) Sent() int64 { return ws.out.sent() }

// Delivered is how many of the messages sent are known to have reached the
// server: those before the last ping that it answered.
func (ws *WebSocket) Delivered() int64 { return ws.delivered.Load() }

// Conn is the connection below, nil before open: TCP, a unix socket, or TLS
// over one of them, also with HTTP/2 in between. It is there for addresses and the like; reading, writing
// or closing it directly breaks this package's promises.
func (ws *WebSocket) Conn() net.Conn {
	if !ws.dialed.Load() {
		return nil
	}
	return below(ws.conn)
}

// TLS is what was agreed for the connection below, nil before open and where
// there is no TLS.
func (ws *WebSocket) TLS() *tls.ConnectionState {
	if !ws.dialed.Load() {
		return nil
	}
	return ws.opened.TLS
}
