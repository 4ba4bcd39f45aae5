package commands

import (
	"bufio"
	"net"
	"net/http"
)

// opening is the answer to a client. It says so before it lets the client see
// that it is open.
type opening struct {
	http.ResponseWriter
	opens func()
}

func (o *opening) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	o.opens()
	return http.NewResponseController(o.ResponseWriter).Hijack()
}
