package server

import (
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// serveHTTP answers one CONNECT. It logs "CONNECT host:port", followed by the login if there is one.
// Depending on the host, it
//
//	status-403.test  refuses with that status (or any other)
//	ntlm.test        refuses with 407, and accepts only NTLM
//	silent.test      never answers
//	garbage.test     answers with something that isn't HTTP
//	endless.test     answers with a header that doesn't end
//	hang-up.test     ends the connection
//	busy.test        refuses with 503 and Retry-After: 1 the first time, then connects to the server
//	interim.test     sends 102 before it connects to the server
//
// and otherwise connects. authorization, if any, is what the client must send.
func (c *proxied) serveHTTP(authorization string) {
	req, err := http.ReadRequest(c.in)
	if err != nil {
		c.note("bad request: %v", err)
		c.respond(http.StatusBadRequest)
		io.Copy(io.Discard, c.in) // anything left unread would reset the connection
		return
	}
	given := req.Header.Get("Proxy-Authorization")
	c.note("%s", strings.TrimSpace(req.Method+" "+req.RequestURI+" "+shownLogin(given)))
	name, isTest := strings.CutSuffix(req.URL.Hostname(), ".test")
	code, isStatus := strings.CutPrefix(name, "status-")
	status, _ := strconv.Atoi(code)
	switch {
	case req.Method != http.MethodConnect || req.Host != req.RequestURI:
		c.respond(http.StatusMethodNotAllowed)
	case given != authorization && authorization != "":
		c.respond(http.StatusProxyAuthRequired)
	case isTest && isStatus:
		c.respond(status)
	case name == "ntlm":
		io.WriteString(c, "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n")
	case name == "busy" && c.first():
		io.WriteString(c, "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n")
	case name == "silent":
		io.Copy(io.Discard, c.in)
	case name == "garbage":
		io.WriteString(c, "220 mail.example.org ESMTP ready\r\n")
	case name == "endless":
		_, err := io.WriteString(c, "HTTP/1.1 200 OK\r\n")
		for err == nil {
			_, err = io.WriteString(c, "X-More: "+strings.Repeat("x", 1000)+"\r\n")
		}
	case name == "hang-up":
	default:
		c.connectHTTP(strings.Replace(req.RequestURI, "interim.test", proxiedHost, 1), name == "interim")
	}
}

func (c *proxied) connectHTTP(target string, interim bool) {
	server, err := c.dial(target)
	if err != nil {
		c.respond(http.StatusBadGateway)
		return
	}
	answer := "HTTP/1.1 200 Connection established\r\nContent-Length: 5\r\n\r\n" // Content-Length is meaningless here
	if interim {
		answer = "HTTP/1.1 102 Processing\r\n\r\n" + answer
	}
	io.WriteString(c, answer)
	c.tunnel(server)
}

func (c *proxied) respond(status int) {
	fmt.Fprintf(c, "HTTP/1.1 %d %s\r\nProxy-Authenticate: Basic realm=\"tests\"\r\nContent-Length: 4\r\n\r\nno.\n", status, http.StatusText(status))
}

func basic(name, password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(name+":"+password))
}

// shownLogin decodes Basic credentials.
func shownLogin(authorization string) string {
	encoded, ok := strings.CutPrefix(authorization, "Basic ")
	if text, err := base64.StdEncoding.DecodeString(encoded); ok && err == nil {
		return string(text)
	}
	return authorization
}
