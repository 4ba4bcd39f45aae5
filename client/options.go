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

// Options are the settings of a connection. The zero value is ready to use.
// New copies them; later changes have no effect.
type Options struct {
	// Protocols are the subprotocols to offer, the preferred first
	// (RFC 6455, section 1.9). The server must choose one of them, or with
	// AnySubprotocol none.
	Protocols      []string
	AnySubprotocol bool
	// Header is sent with the handshake. A Host in it replaces the URL's.
	Header http.Header
	// Prepare, if set, is called before the connection is made, and may change the
	// header that is sent; its error is that of Run. ConnectTimeout begins after it.
	Prepare func(context.Context, http.Header) error
	// User logs in at the URL's server, and at no other, in place of user info in
	// the URL, where the header has no Authorization.
	User *url.Userinfo
	// Login, if set, is asked for a name and a password wherever the header
	// has no Authorization, and there is no User: for the URL's host, and for
	// that of a redirect.
	Login func(host string) (name, password string, ok bool)
	// Digest answers a server that challenges us (RFC 7616) with a second
	// request, and sends none of them before. Without it names and passwords are
	// sent as basic authentication (RFC 7617).
	Digest bool
	// Cookies, if set, is asked for the cookies of each request, whose URL has the
	// scheme http or https; they follow those of the header.
	Cookies func(*url.URL) []*http.Cookie
	// MaxRedirects is how many redirects are followed; 0 means none, negative
	// no limit but ConnectTimeout. One from wss to ws isn't, and Authorization,
	// Cookie and Host of the Header aren't carried to another host or port. Cookies
	// that a redirect sets go to the server that has set them, and to no other.
	MaxRedirects int
	// TLS is used for wss; nil means the system's authorities.
	TLS *tls.Config
	// HTTP is the version that the handshake is in: "1.1", which empty means,
	// or "2" (RFC 8441), which with wss the server must choose by ALPN and with
	// ws must speak from the first byte on; "auto" is 2 with wss where the server
	// chooses it and takes WebSockets there, else 1.1. HTTP/2 is experimental.
	HTTP string
	// Compression offers permessage-deflate (RFC 7692), as browsers do, and in
	// Accept grants what a client asks for of it.
	Compression bool
	// CompressionParameters are offered in place of a browser's, as they stand
	// in the header: server_no_context_takeover; client_max_window_bits=10.
	CompressionParameters string

	// Proxy returns the proxy for a URL, whose scheme is ws or wss; a nil URL
	// means none, and so does a nil function. ProxyFromEnvironment is one; of
	// the URLs, see ParseProxy. A unix socket never has a proxy. It is asked
	// again after a redirect.
	Proxy func(*url.URL) (*url.URL, error)
	// Network is "tcp", or "tcp4" or "tcp6" to use addresses of that family
	// only, of hosts and of proxies; empty means "tcp".
	Network string
	// Resolve are addresses to use in place of a lookup, by host and port as
	// net.JoinHostPort joins them. "*:443" stands for any host; its own entry
	// goes first. Hosts whose names a proxy looks up are not affected.
	Resolve map[string][]netip.Addr

	// Socket is the path of a unix socket to connect to, or its name in Linux's
	// abstract namespace behind @, wherever the URL leads, and a redirect.
	Socket string
	// ConnectTo, if set, returns the host and port to connect to in place of
	// those of the URL, or of a redirect's; what is asked for stays the same.
	ConnectTo func(host, port string) (string, string)

	// MaxMessageSize is the limit for a message received, in bytes after
	// decompression; a longer one fails the connection with 1009. 0 means
	// 100 MiB for Text and Bytes and no limit for Reader; negative means none.
	MaxMessageSize int64

	// MaxRefusal is how much HandshakeError holds of the body of an answer that
	// refuses, in bytes; 0 means 1 KiB. Of a body that stops coming it holds what
	// has come.
	MaxRefusal int

	// ConnectTimeout bounds name lookup to the end of the handshake; 0 means
	// 30 seconds, negative none.
	ConnectTimeout time.Duration
	// CloseTimeout is how long the server may stay silent after our Close
	// frame before the connection is dropped; 0 means 5 seconds, negative
	// for ever. Messages that still arrive extend it, so that none is lost.
	CloseTimeout time.Duration
	// PingInterval is the time between pings; 0 means none.
	PingInterval time.Duration
	// PingTimeout is how long a pong may take before the connection is
	// dropped; 0 means PingInterval. While a handler holds up reading, the
	// clock stands still.
	PingTimeout time.Duration

	// Lenient takes what a browser refuses and the wire does not: close codes
	// from 1001 to 1003 and 1007 to 1014, and subprotocols of all characters
	// that a header can hold but blanks and commas.
	Lenient bool

	// Trace looks on; its functions may be nil.
	Trace Trace
}

// Trace looks on while a connection works. Frame and Piece are called from several
// goroutines, at times at once; none of the functions may call the WebSocket.
type Trace struct {
	Request  func(*http.Request)  // the handshake, credentials and all, with names spelled as they are sent
	Response func(*http.Response) // the answer, with names spelled as they came; its Body must not be touched
	Proxy    func(proxy string)   // before the request, where there is a proxy; without its credentials
	Frame    func(FrameInfo)
	Piece    func(PieceInfo)
}

// PieceInfo is a piece of a message sent or received, before compression and
// after it. The pieces of one direction come in order, and the last of a message
// may be empty. What was received is here before OnMessage has it all.
type PieceInfo struct {
	Sent    bool
	Type    Type
	Payload []byte // until the call returns
	Last    bool
}

// FrameInfo describes a frame sent or received (RFC 6455, section 5.2).
type FrameInfo struct {
	Sent       bool
	Opcode     byte
	Fin        bool
	Compressed bool
	Size       int64  // of the payload on the wire, in bytes; of a compressed message sent, before compression
	Close      []byte // of a Close frame sent: its payload, until the call returns
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
