package client

import (
	"context"
	"crypto/tls"
	"net/http"
	"net/netip"
	"net/url"
	"time"
)

const (
	defaultConnectTimeout = 30 * time.Second
	defaultCloseTimeout   = 5 * time.Second
	defaultHold           = 100 << 20
	defaultMaxRefusal     = 1 << 10
)

// Options are the settings of a connection. The zero value is ready to use. New copies
// them; later changes have no effect.
type Options struct {
	// Protocols are the subprotocols to offer, the preferred one first (RFC 6455,
	// section 1.9). The server must choose one of them; with AnySubprotocol it may also
	// choose none.
	Protocols      []string
	AnySubprotocol bool
	// Header is sent with the handshake. Its Host, if any, replaces the URL's.
	Header http.Header
	// Prepare, if set, is called before the connection is made, and may change the
	// header to be sent; if it fails, Run returns its error. ConnectTimeout starts
	// after it.
	Prepare func(context.Context, http.Header) error
	// User logs in at the URL's server, and no other, unless the header has an
	// Authorization. It replaces user info in the URL.
	User *url.Userinfo
	// Login, if set, is asked for a name and a password if the header has no
	// Authorization and there is no User, both for the URL's host and for that of a
	// redirect.
	Login func(host string) (name, password string, ok bool)
	// Digest answers a server's challenge (RFC 7616) in a second request, and sends no
	// credentials before that. Without it, names and passwords are sent as basic
	// authentication (RFC 7617).
	Digest bool
	// Cookies, if set, returns the cookies of each request, given its URL with the
	// scheme http or https. They follow the cookies in Header.
	Cookies func(*url.URL) []*http.Cookie
	// MaxRedirects is how many redirects are followed: 0 means none, a negative number
	// means as many as ConnectTimeout allows. A redirect from wss to ws is never
	// followed. Authorization, Cookie and Host of Header aren't sent to another host or
	// port, and cookies set by a redirect are sent only to the server that set them.
	MaxRedirects int
	// TLS is used for wss; nil means the system's certificate authorities.
	TLS *tls.Config
	// HTTP is the version used for the handshake: "1.1", the default, "2" (RFC 8441),
	// or "auto". With "2", the server must choose HTTP/2 by ALPN for wss, and must
	// speak it from the first byte for ws. "auto" uses 2 for wss if the server chooses
	// it and takes WebSockets there, and otherwise 1.1. HTTP/2 is experimental.
	HTTP string
	// Compression offers permessage-deflate (RFC 7692), as browsers do; with Accept, it
	// grants what the client asks for.
	Compression bool
	// CompressionParameters are offered in place of a browser's, written as in the
	// header: server_no_context_takeover; client_max_window_bits=10.
	CompressionParameters string

	// Proxy returns the proxy for a ws or wss URL; nil, as a result or as the function,
	// means none. It is called again after a redirect, and never for a unix socket. See
	// ProxyFromEnvironment, and ParseProxy for the URLs of proxies.
	Proxy func(*url.URL) (*url.URL, error)
	// Network is "tcp", or "tcp4" or "tcp6" to use only addresses of that family, for
	// hosts and proxies; empty means "tcp".
	Network string
	// Resolve maps host and port, as joined by net.JoinHostPort, to the addresses to
	// use instead of looking them up. "*:443" applies to any host without its own
	// entry. Hosts that a proxy looks up are not affected.
	Resolve map[string][]netip.Addr

	// Socket is the path of a unix socket to connect to, or @ and a name in Linux's
	// abstract namespace, whatever the host of the URL or of a redirect.
	Socket string
	// ConnectTo, if set, returns the host and port to connect to instead of those of
	// the URL or of a redirect; the request stays the same.
	ConnectTo func(host, port string) (string, string)

	// MaxMessageSize limits the size of an incoming message, in bytes after
	// decompression; a longer one fails the connection with 1009. 0 means 100 MiB for
	// Text and Bytes and no limit for Reader; negative means no limit.
	MaxMessageSize int64

	// MaxRefusal is how many bytes of the body of a refusal HandshakeError keeps; 0
	// means 1 KiB. If the body stalls, it keeps what has arrived.
	MaxRefusal int

	// ConnectTimeout limits the time from name lookup to the end of the handshake; 0
	// means 30 seconds, negative no limit.
	ConnectTimeout time.Duration
	// CloseTimeout is how long the server may stay silent after our Close frame before
	// the connection is dropped; 0 means 5 seconds, negative forever. Messages that
	// still arrive extend it, so none are lost.
	CloseTimeout time.Duration
	// PingInterval is the time between pings; 0 means none.
	PingInterval time.Duration
	// PingTimeout is how long a pong may take before the connection is dropped; 0 means
	// PingInterval. The clock stops while a handler keeps the connection from being
	// read.
	PingTimeout time.Duration

	// Lenient accepts what a browser rejects but the protocol allows: close codes from
	// 1001 to 1003 and 1007 to 1014, and subprotocols made of any characters that fit
	// into a header, except blanks and commas.
	Lenient bool

	// Trace observes the connection; any of its functions may be nil.
	Trace Trace
}

// Trace observes a connection. Frame and Piece are called from several goroutines,
// possibly at once. No function may call the WebSocket.
type Trace struct {
	Request  func(*http.Request)  // the handshake, including credentials, with names spelled as they are sent
	Response func(*http.Response) // the answer, with names spelled as they came; don't touch its Body
	Proxy    func(proxy string)   // called before the request, if there is a proxy; without its credentials
	Frame    func(FrameInfo)
	Piece    func(PieceInfo)
	Holds    func(bytes int) // compression has taken memory, which it keeps until the connection's end
}

func (t Trace) holds(bytes int) {
	if t.Holds != nil {
		t.Holds(bytes)
	}
}

// PieceInfo is a piece of a message sent or received, uncompressed. The pieces of one
// direction come in order, and the last piece of a message may be empty. Pieces of a
// received message are reported before OnMessage has all of it.
type PieceInfo struct {
	Sent    bool
	Type    Type
	Payload []byte // valid until the call returns
	Last    bool
}

// FrameInfo describes a frame sent or received (RFC 6455, section 5.2).
type FrameInfo struct {
	Sent       bool
	Opcode     byte
	Fin        bool
	Compressed bool
	Size       int64  // of the payload as sent, in bytes; for a compressed message that we send, before compression
	Close      []byte // the payload of a Close frame that we send; valid until the call returns
}

func (o Options) withDefaults() Options {
	o.Header = o.Header.Clone()
	if o.Header == nil {
		o.Header = http.Header{}
	}
	if o.Network == "" {
		o.Network = "tcp"
	}
	if o.MaxRefusal == 0 {
		o.MaxRefusal = defaultMaxRefusal
	}
	if o.ConnectTimeout == 0 {
		o.ConnectTimeout = defaultConnectTimeout
	}
	if o.CloseTimeout == 0 {
		o.CloseTimeout = defaultCloseTimeout
	}
	if o.PingTimeout == 0 {
		o.PingTimeout = o.PingInterval
	}
	return o
}
