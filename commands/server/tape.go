package server

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"sync"

	"wspipe/client"
	"wspipe/codec"
	"wspipe/commands/recording"
	"wspipe/commands/status"
	"wspipe/commands/transcript"
)

// tape records what one client sends and receives. A nil tape records nothing.
type tape struct {
	recorder *recording.Recorder
	file     recording.File

	mu         sync.Mutex
	said       message // by the client, as far as it has arrived
	heard      message
	first      int // first Close frame: none yet, ours, or the client's
	ourPayload []byte
}

const (
	ours = iota + 1
	theirs
)

// message is a message in progress.
type message struct {
	payload bytes.Buffer
	size    int64
}

// taped is the maximum size of a recorded message, in bytes.
const taped = 16 << 20

// makeFolder creates the folder for recordings.
func makeFolder(name string) error {
	if name == "" {
		return nil
	}
	err := os.MkdirAll(name, 0o700)
	if info, failed := os.Stat(name); err == nil && failed == nil && !info.IsDir() {
		err = errors.New("it is not a folder")
	}
	if err != nil {
		return status.Usagef("--record-dir %s: %w", name, status.WithoutPath(err))
	}
	return nil
}

// newTape returns a tape for one client; begin creates its file.
func (s *server) newTape() *tape {
	if s.o.RecordDir == "" {
		return nil
	}
	return &tape{}
}

// begin creates the file and starts recording.
func (t *tape) begin(s *server, c *servedClient, r *http.Request) {
	if t == nil {
		return
	}
	failed := func(err error) { go s.stop(status.Localf("--record-dir: %w", status.WithoutPath(err))) }
	file, err := newRecording(s.o.RecordDir, c.number)
	if err != nil {
		failed(err)
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.file, t.recorder = recording.File{File: file}, recording.NewRecorder(recording.File{File: file}, taped, failed)
	t.recorder.Begin(recording.Conversation{Comment: tapedBy, URL: s.urlOf(r), Protocols: offeredSubprotocols(r), Origin: r.Header.Get("Origin")})
}

const tapedBy = `recorded by wspipe serve --record-dir. wspipe check plays it against a server, wspipe serve --replay plays the server.
Logins are left out: -H, -u, --bearer and -b give them.`

// newRecording creates a file with the first unused number from n on.
func newRecording(folder string, n int) (*os.File, error) {
	for ; ; n++ {
		file, err := os.OpenFile(filepath.Join(folder, fmt.Sprintf("%04d.wst", n)), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if !errors.Is(err, fs.ErrExist) {
			return file, err
		}
	}
}

// urlOf returns the URL that the client asked for.
func (s *server) urlOf(r *http.Request) string {
	if s.o.Forward.URL != "" {
		shown, _ := transcript.ShownURL(s.o.Forward.URL) // already checked
		return shown
	}
	url := s.o.Address.urlOf(s.listener, s.o.tls != nil)
	switch {
	case s.o.Address.network == "unix":
		return url + ":" + r.URL.RequestURI()
	case s.o.tls != nil:
		return "wss://" + r.Host + r.URL.RequestURI()
	}
	return "ws://" + r.Host + r.URL.RequestURI()
}

// watch makes t see all messages, and who closes.
func (t *tape) watch(o *client.Options) {
	if t == nil {
		return
	}
	o.Trace.Piece = t.piece
	frame := o.Trace.Frame
	o.Trace.Frame = func(f client.FrameInfo) {
		t.closing(f)
		if frame != nil {
			frame(f)
		}
	}
}

func (t *tape) piece(p client.PieceInfo) {
	t.mu.Lock()
	defer t.mu.Unlock()
	m := &t.said
	if p.Sent {
		m = &t.heard
	}
	if m.size += int64(len(p.Payload)); m.size <= taped {
		m.payload.Write(p.Payload)
	}
	if !p.Last {
		return
	}
	switch {
	case m.size > taped:
		t.recorder.Remark(fmt.Sprintf("here came a message of %d bytes, which is too long to be recorded", m.size))
	case p.Sent:
		t.recorder.Received(codec.Type(p.Type), m.payload.Bytes())
	default:
		t.recorder.Sent(t.recorder.Sending(p.Type, m.payload.Bytes()), nil)
	}
	*m = message{}
}

const opClose = 8 // RFC 6455, section 5.2

func (t *tape) closing(f client.FrameInfo) {
	if f.Opcode != opClose {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.first != 0:
	case f.Sent:
		t.first, t.ourPayload = ours, bytes.Clone(f.Close)
	default:
		t.first = theirs
	}
}

// end records how the client ended; cut means that the server is shutting down.
func (t *tape) end(e client.CloseEvent, cut bool) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.recorder == nil {
		return
	}
	t.recorder.End(t.last(e, cut))
	_ = t.file.Close()
}

func (t *tape) last(e client.CloseEvent, cut bool) *recording.Event {
	switch {
	case cut:
		return nil
	case t.first == ours:
		code, reason := closeOf(t.ourPayload)
		return &recording.Event{Kind: recording.ClosedByServer, Code: code, Reason: reason}
	case t.first == theirs && e.Code == 1005:
		return &recording.Event{Kind: recording.ClosedByClient}
	case t.first == theirs:
		return &recording.Event{Kind: recording.ClosedByClient, Code: e.Code, Reason: e.Reason}
	}
	return &recording.Event{Kind: recording.Dropped}
}

// closeOf parses the payload of a Close frame.
func closeOf(payload []byte) (code int, reason string) {
	if len(payload) < 2 {
		return 1005, ""
	}
	return int(payload[0])<<8 | int(payload[1]), string(payload[2:])
}
