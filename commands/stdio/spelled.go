package stdio

import (
	"net/http"
	"strings"
)

// Spelled returns a header with the names as RFC 6455 spells them: net/http changes Sec-WebSocket-Key
// to Sec-Websocket-Key.
func Spelled(h http.Header) http.Header {
	spelled := make(http.Header, len(h))
	for name, values := range h {
		if rest, ok := strings.CutPrefix(name, "Sec-Websocket-"); ok {
			name = "Sec-WebSocket-" + rest
		}
		spelled[name] = values
	}
	return spelled
}
