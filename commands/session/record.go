package session

import (
	"errors"
	"os"
	"syscall"

	"wspipe/client"
	"wspipe/commands/dial"
	"wspipe/commands/recording"
	"wspipe/commands/status"
	"wspipe/commands/stdio"
)

// openRecord opens a file to record to, or fails before anything is dialled. The file's contents
// stay until there is something to write; a new file is readable by its owner only. asked is the
// flag or slash command that errors name.
func openRecord(asked, file string, o Options, s stdio.Streams) (*recordFile, error) {
	switch {
	case o.Reconnect:
		return nil, status.Usagef("%s and --reconnect contradict each other: what is recorded is one connection", asked)
	case file == "-":
		return nil, status.Usagef("%s -: stdout is for messages; it takes a file", asked)
	}
	// Don't block on a pipe without a reader.
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|syscall.O_NONBLOCK, 0o600)
	switch {
	case errors.Is(err, syscall.ENXIO):
		return nil, status.Usagef("%s %s: nobody reads it", asked, file)
	case err != nil:
		return nil, status.Usagef("%s %s: %w", asked, file, status.WithoutPath(err))
	case stdio.SameFile(f, s.In):
		_ = f.Close()
		return nil, status.Usagef("%s %s: that is the file which stdin reads", asked, file)
	case stdio.SameFile(f, s.Out):
		_ = f.Close()
		return nil, status.Usagef("%s %s: that is the file which stdout writes", asked, file)
	}
	info, err := f.Stat()
	return &recordFile{file: f, empty: err == nil && info.Size() == 0}, nil
}

// Rewrite replaces the file's contents at the end.
func (f *recordFile) Rewrite(text []byte) error { return recording.File{File: f.file}.Rewrite(text) }

// recordFile is a file that the first Write truncates.
type recordFile struct {
	file  *os.File
	empty bool // when it was opened
	begun bool
}

func (f *recordFile) Write(p []byte) (int, error) {
	if !f.begun {
		f.begun = true
		if err := stdio.Emptied(f.file); err != nil {
			return 0, err
		}
	}
	return f.file.Write(p)
}

// record writes the session to f as it happens.
func (p *session) record(f *recordFile) {
	p.recordEarly = f.empty
	p.recorder = recording.NewRecorder(f, p.o.MaxMessageSize, p.recordFailed)
}

func (p *session) recordFailed(err error) {
	p.stop(settled, status.Localf("--record: %w", status.WithoutPath(err)))
}

// recordDial makes a file that was empty a transcript, even if no connection opens. The contents of
// any other file are worth more than that.
func (p *session) recordDial(ws *client.WebSocket) {
	if p.recordEarly {
		p.recordOpen(ws)
	}
}

// url returns the URL to connect to.
func (p *session) url() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.o.Url
}

func (p *session) recordOpen(ws *client.WebSocket) {
	if p.recorder == nil {
		return
	}
	url := ws.URL()
	if p.url() == dial.Echo {
		url = dial.Echo
	}
	p.recorder.Begin(recording.Conversation{Comment: recordedBy, URL: url, Protocols: p.o.Client.Protocols, Ignored: p.o.Expected.Ignore})
}

const recordedBy = `recorded by wspipe connect --record. wspipe check plays it again, with the flags about the connection that
connect was given (-H, -u …); wspipe serve --replay plays the server.`

// inGoodOrder reports whether a server may answer our code with code.
func inGoodOrder(code, ours int) bool {
	return code == 1000 || code == 1001 || code == 1005 || code == ours
}

// recordEnd records who closed; failed is why the connection failed, if it did. If the session was
// cut short, or the server didn't answer our close, its end isn't part of the conversation.
func (p *session) recordEnd(e client.CloseEvent, failed error) {
	p.recorder.End(p.lastEvent(e, failed))
}

func (p *session) lastEvent(e client.CloseEvent, failed error) *recording.Event {
	ours := p.ended().how
	code, reason := p.closing()
	switch {
	case ours == cut, ours != no && !e.WasClean:
		return nil
	case status.Is[*client.ProtocolError](failed), status.Is[*client.TimeoutError](failed):
		return &recording.Event{Kind: recording.Remark, Reason: "the connection ended here: " + status.Explain(failed)}
	case ours != no && failed == nil && inGoodOrder(e.Code, code):
		return &recording.Event{Kind: recording.ClosedByClient, Code: code, Reason: reason}
	}
	return &recording.Event{Kind: recording.ClosedByServer, Code: e.Code, Reason: e.Reason}
}
