package server

import (
	"bufio"
	"net"
	"net/http"
)

// opening is the ResponseWriter for a client. It calls opens before the client sees that it is
// open, and conn with the connection.
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
