//go:build unix

package interop

import (
	"encoding/base64"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

var (
	sizes = []int{0, 1, 125, 126, 127, 65535, 65536, 70000, 1 << 20}
	bye   = closing{1000, "bye"}
)

// text returns a message of size octets, with characters of each length.
func text(size int) line {
	const unit = "aé€😀 b"
	data := strings.Repeat(unit, size/len(unit))
	return line{Type: "text", Data: data + strings.Repeat("x", size-len(data))}
}

// binary returns a message of size octets, different for each size.
func binary(size int) line {
	data := make([]byte, size)
	for i := range data {
		data[i] = byte(i*i>>3 + i + size)
	}
	return line{Type: "binary", Data: base64.StdEncoding.EncodeToString(data)}
}

// pass sends a message from one end to the other.
func pass(t *testing.T, message line, from, to *end) {
	t.Helper()
	from.say(t, message)
	to.wantData(t, message)
}

// testSizes checks that each size arrives unchanged, text and binary, both ways.
func testSizes(t *testing.T, at *table) {
	m := at.meet(t, nil, bye)
	if m.agreed != "" && !at.insists {
		t.Errorf("agreed to %q, which was not offered", m.agreed)
	}
	m.passAll(t, sizes)
	m.part(t, bye)
}

func (m *meeting) passAll(t *testing.T, sizes []int) {
	t.Helper()
	for _, size := range sizes {
		for _, message := range []line{text(size), binary(size)} {
			pass(t, message, m.ours, m.theirs)
			pass(t, message, m.theirs, m.ours)
		}
	}
}

// testFragments checks that fragments form one message, even if characters are split and a ping comes between.
func testFragments(t *testing.T, at *table) {
	if !at.pieces {
		t.Skip("its users can't choose fragments")
	}
	m := at.meet(t, nil, bye)
	for _, message := range []line{text(70000), binary(70000), text(127)} {
		cut := message
		cut.Pieces = 125
		m.theirs.say(t, cut)
		m.ours.wantData(t, message)
	}
	if at.pings {
		m.pingBetween(t)
	}
	m.part(t, bye)
}

func (m *meeting) pingBetween(t *testing.T) {
	t.Helper()
	message := text(70000)
	cut := message
	cut.Pieces, cut.Pinged = 1000, "between"
	m.theirs.say(t, cut)
	if ping := m.ours.want(t, "ping"); decoded(ping) != "between" {
		t.Errorf("got %s", ping)
	}
	m.ours.wantData(t, message)
	if pong := m.theirs.want(t, "pong"); decoded(pong) != "between" {
		t.Errorf("got %s", pong)
	}
}

func decoded(l line) string {
	data, _ := base64.StdEncoding.DecodeString(l.Data)
	return string(data)
}

// testStreamed checks that messages which wspipe sends in fragments, because it doesn't hold them, arrive as one
// message: those of "send --raw" and of "serve --echo".
func testStreamed(t *testing.T, at *table) {
	if at.way == theirClient {
		at.echo(t)
		return
	}
	message := binary(1 << 20)
	cmd := exec.Command(program, "send", "--raw", at.url)
	cmd.Stdin = base64.NewDecoder(base64.StdEncoding, strings.NewReader(message.Data))
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("send: %v: %s", err, out)
	}
	at.end.want(t, "open")
	at.end.wantData(t, message)
	at.end.wantClose(t, closing{1000, ""})
}

func (at *table) echo(t *testing.T) {
	t.Helper()
	_, url := serve(t, "--echo", "--compress")
	at.end.say(t, line{Type: "dial", URL: url})
	at.end.want(t, "open")
	for _, size := range sizes {
		for _, message := range []line{text(size), binary(size)} {
			pass(t, message, at.end, at.end)
		}
	}
	at.end.say(t, line{Type: "close", Code: bye.code, Reason: bye.reason})
	at.end.want(t, "close")
}

// testPings checks that pings between messages are answered with their payload, and reported at both ends.
func testPings(t *testing.T, at *table) {
	m := at.meet(t, nil, bye)
	for _, data := range []string{"", "ping", strings.Repeat("p", 125)} {
		ping := line{Type: "ping", Data: base64.StdEncoding.EncodeToString([]byte(data))}
		pass(t, text(10), m.ours, m.theirs)
		m.ours.say(t, ping)
		m.ours.wantData(t, line{Type: "pong", Data: ping.Data})
		if at.tells {
			m.theirs.wantData(t, ping)
		}
		if at.pings {
			pass(t, text(10), m.theirs, m.ours)
			pass(t, ping, m.theirs, m.ours)
			m.theirs.wantData(t, line{Type: "pong", Data: ping.Data})
		}
	}
	m.part(t, bye)
}

// testDeflate checks that the same messages arrive with each parameter, and that whatever the peer can agree to is
// agreed.
func testDeflate(t *testing.T, at *table) {
	known := at.agrees
	if at.way == theirClient {
		known = at.asks
	}
	if len(known) == 0 {
		t.Skip("it has no compression")
	}
	for _, parameter := range parameters {
		if at.way == theirClient && !slices.Contains(known, parameter) {
			continue
		}
		t.Run(strings.ReplaceAll("permessage-deflate "+parameter, "=", " "), func(t *testing.T) {
			if at.way == theirServer && slices.Contains(at.breaks, parameter) {
				at.refuse(t, parameter)
				return
			}
			m := at.meet(t, &parameter, bye)
			m.wantAgreed(t, parameter, slices.Contains(known, parameter))
			m.passAll(t, []int{0, 126, 70000, 70000, 1 << 20})
			m.part(t, bye)
		})
	}
}

// refuse checks what wspipe does with an answer that omits what it must grant or decline.
func (at *table) refuse(t *testing.T, parameter string) {
	t.Helper()
	ours := start(t, exec.Command(program, connectArguments(at.url, &parameter, bye)...))
	if got := ours.want(t, "error"); !strings.Contains(got.Message, "is not granted") {
		t.Errorf("got %s", got)
	}
	ours.want(t, "close")
	if got := ours.status(); got != 4 {
		t.Errorf("status %d, want 4", got)
	}
	at.end.want(t, "open")
	<-at.end.events // it lost the connection
}

func (m *meeting) wantAgreed(t *testing.T, parameter string, can bool) {
	t.Helper()
	if can && !strings.HasPrefix(m.agreed, "permessage-deflate") {
		t.Errorf("agreed to %q", m.agreed)
	}
	if got := strings.Contains(m.agreed, parameter); parameter != "" && got != can {
		t.Errorf("agreed to %q: with %q %v, want %v", m.agreed, parameter, got, can)
	}
}

// testHalfClosed checks that messages on their way still arrive when the side that dialled closes: what their server
// sends after our Close, and what their client sent just before its own.
func testHalfClosed(t *testing.T, at *table) {
	const many = 1000
	m := at.meet(t, nil, bye)
	if at.way == theirServer {
		m.ours.say(t, line{Type: "text", Data: fmt.Sprint("burst ", many)})
	} else {
		for i := range many {
			m.theirs.say(t, line{Type: "text", Data: fmt.Sprint(i)})
		}
	}
	m.sendClose(t, bye)
	for i := range many {
		m.ours.wantData(t, line{Type: "text", Data: fmt.Sprint(i)})
	}
	m.wantParted(t, bye)
}
