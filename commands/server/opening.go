package server

import (
	"bufio"
	"net"
	"net/http"
)

// opening is the answer to a client. It says so before it lets the client see
// that it is open, and shows the connection.
type opening struct {
	http.ResponseWriter
	opens func()
	conn  func(net.Conn)
}

func (o *opening) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	o.opens()
	conn, early, err := http.NewResponseController(o.ResponseWriter).Hijack()
	if err == nil {
		o.conn(conn)
	}
	return conn, early, err
}
