// Package client provides a WebSocket modelled on the browser's, for programs that must
// not lose a message.
//
// A WebSocket has its event handlers as fields:
//
//	ws, err := client.New("wss://example.org/feed", client.Options{})
//	ws.OnMessage = func(e client.MessageEvent) { … }
//	err = ws.Run(ctx)
//
// It differs from a browser's in three ways. Messages that arrive between Close and the
// server's Close frame are still delivered. A slow handler slows the server down
// instead of filling memory. Messages of any size can be read and written as streams.
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

// Type says how to interpret a message's payload; the numbers are the opcodes of RFC
// 6455, section 5.6.
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

// WebSocket is one connection to a server, or with Accept to a client, from before the
// handshake until after the close (RFC 6455; WHATWG WebSockets, section 3.1). It can't
// be reused.
//
// Handlers are called one at a time on the goroutine of Run, in the order open,
// messages, error, close. They may be set before Run or, from inside a handler, at any
// time; the next event uses the new one. A nil handler is skipped. While a handler
// runs, nothing is read from the network.
//
// The methods may be called from any goroutine, including from handlers. But a handler
// that sends so much that the network blocks waits for the server to read, and a server
// that is itself waiting for us to read never will: send large amounts from a separate
// goroutine.
type WebSocket struct {
	// OnOpen is called once, when the handshake is done.
	OnOpen func(OpenEvent)
	// OnMessage is called for each message, in order. A message of up to 64 KiB (16 KiB
	// after Accept) in one frame arrives whole or not at all; longer and fragmented
	// ones are delivered while they arrive.
	OnMessage func(MessageEvent)
	// OnError is called at most once, before OnClose, if the connection could not be
	// made or did not end with a closing handshake.
	OnError func(ErrorEvent)
	// OnClose is called exactly once, last, even if the dial failed.
	OnClose func(CloseEvent)

	// OnPing and OnPong are called for pings and pongs as they arrive. Pings are always
	// answered, except after LeavePings. Browsers have no such handlers.
	OnPing func(PingEvent)
	OnPong func(PingEvent)
	// OnIdle is called before waiting for the network, when everything that has arrived
	// has been handled, even in the middle of a message. A program can flush its output
	// here; Arriving reports whether a message is incomplete. Browsers have no such
	// handler.
	OnIdle func()
	// OnClosing, if it is set, is called for the other end's Close frame unless that
	// answers ours. The frame is then answered only once Close or Terminate is called,
	// and until then messages can be sent (RFC 6455, section 5.5.1). It is for proxies,
	// which pass on what the one end still sends after the other's Close. Browsers have
	// no such handler.
	OnClosing func(CloseEvent)

	url    location
	socket string  // the path of a unix socket; url's host is then localhost
	served *served // nil for a client's end
	opts   Options
	ran    atomic.Bool
	state  atomic.Int32

	// Set by the dial; not to be read before dialed is true.
	dialed atomic.Bool
	opened OpenEvent
	watch  stopwatch

	redirectCookies cookies
	conn            net.Conn
	in              inbound
	out             outbound
	// offer is nil if no compression is offered.
	offer *deflate
	// compression is nil if none was agreed on; then so are deflater and inflater.
	compression *compression
	deflater    *deflater
	inflater    *inflater // nil until something compressed has arrived
	whole       bytes.Reader
	pongs       chan []byte  // could not be written without waiting
	pongsLeft   atomic.Int32 // how many, including the one being written: no later pong may overtake them

	lastPing atomic.Pointer[sentPing]
	// unanswering means that pings get no pong.
	unanswering atomic.Bool

	keptPing  atomic.Pointer[sentPing] // keepAlive's, until it is answered
	delivered atomic.Int64
	ended     chan struct{} // closed when Run returns

	part    sync.Once
	parting chan struct{} // closed when we begin to close or drop the connection
	waits   bool          // the other end's Close frame waits for ours

	mu       sync.Mutex
	cancel   context.CancelCauseFunc // ends the dial
	began    bool                    // our Close frame was the first, or was left to the caller
	sentCode int                     // its code
	sent     []byte                  // its payload
	dropped  error                   // why we dropped the connection
}

// New checks and normalises rawURL, which must be absolute and is parsed as browsers
// do, and checks the options. An error wraps ErrSyntax and never shows a password. User
// info in the URL becomes basic authentication. Nothing is dialled before Run.
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
		ended: make(chan struct{}), parting: make(chan struct{}),
	}
}

// peer returns what to call the other end.
func (ws *WebSocket) peer() string {
	if ws.served != nil {
		return "the client"
	}
	return "the server"
}

// URL returns the normalised URL, without credentials.
func (ws *WebSocket) URL() string { return ws.shown(ws.url) }

// Protocol returns the subprotocol agreed on; empty if there is none, or before the
// connection is open.
func (ws *WebSocket) Protocol() string {
	if !ws.dialed.Load() {
		return ""
	}
	return ws.opened.Protocol
}

// Extensions returns the extensions agreed on (RFC 6455, section 9.1), as the server
// wrote them; empty before the connection is open.
func (ws *WebSocket) Extensions() string {
	if !ws.dialed.Load() {
		return ""
	}
	return ws.opened.Extensions
}

// BufferedAmount returns the number of payload bytes given to the sending methods but
// not yet to the network; as in a browser, the end of the connection doesn't reset it.
func (ws *WebSocket) BufferedAmount() int64 { return ws.out.unsent.Load() }

// Arriving reports whether a message has begun to arrive and isn't complete; in
// OnClose, whether one was cut off. Only handlers may call it.
func (ws *WebSocket) Arriving() bool { return ws.in.arriving() }

// Sent returns how many of the messages given to the sending methods were completely
// given to the network. It is exact once Run has returned.
func (ws *WebSocket) Sent() int64 { return ws.out.sent() }

// Delivered returns how many of the messages sent are known to have reached the server:
// those before the last ping that it answered.
func (ws *WebSocket) Delivered() int64 { return ws.delivered.Load() }

// Conn returns the underlying connection, nil before the WebSocket is open: TCP, a unix
// socket, or TLS over either, even with HTTP/2 in between. Use it for addresses and the
// like; reading, writing or closing it directly breaks this package's promises.
func (ws *WebSocket) Conn() net.Conn {
	if !ws.dialed.Load() {
		return nil
	}
	return below(ws.conn)
}

// TLS returns the state of TLS on the underlying connection; nil without TLS, or before
// the connection is open.
func (ws *WebSocket) TLS() *tls.ConnectionState {
	if !ws.dialed.Load() {
		return nil
	}
	return ws.opened.TLS
}
