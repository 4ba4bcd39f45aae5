package server

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"
)

const (
	shownBytes = 64  // a longer message appears only by its length
	shownLines = 100 // a longer transcript is cut, but the counts continue
)

// Report is what one client did, as seen by the server.
type Report struct {
	Path     string
	Remote   string // the client's address
	Opened   bool
	Messages int
	Bytes    int64
	Pings    int
	Pongs    []string
	Digest   string // with ?digest=1: of all payloads and their lengths

	Closed      bool // the client sent Close
	CloseCode   int  // 0: without a code
	CloseReason string
	End         string // how the connection ended, if not with the client's Close
	Done        bool   // nothing will change any more

	lines []string
}

// String returns a transcript, with one line per event: text "hello", binary 70000 bytes, ping "1",
// close 1000 "bye", violation: …, end: EOF.
func (r Report) String() string {
	lines := r.lines
	if r.Digest != "" {
		lines = append(lines[:len(lines):len(lines)], "digest "+r.Digest)
	}
	if r.End != "" {
		lines = append(lines[:len(lines):len(lines)], "end: "+r.End)
	}
	return strings.Join(append(lines[:len(lines):len(lines)], ""), "\n")
}

func (r *Report) line(format string, args ...any) {
	if len(r.lines) < shownLines {
		r.lines = append(r.lines, fmt.Sprintf(format, args...))
	}
}

func (r *Report) message(m incoming) {
	r.Messages++
	r.Bytes += m.size
	if len(r.lines) >= shownLines {
		return
	}
	kind := "binary"
	if m.op == opText {
		kind = "text"
	}
	if m.size > shownBytes {
		r.line("%s %d bytes", kind, m.size)
	} else {
		r.line("%s %q", kind, m.head)
	}
}

// Await waits until ok returns true for the report of ?id=id and returns that report.
func (s *Server) Await(ctx context.Context, id string, ok func(Report) bool) (Report, error) {
	for {
		s.mu.Lock()
		changed, last := s.changed, Report{}
		if r := s.reports[id]; r != nil {
			last = *r
			if ok(last) {
				s.mu.Unlock()
				return last, nil
			}
		}
		s.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
			return last, fmt.Errorf("connection %q: %w; so far: %+v", id, context.Cause(ctx), last)
		}
	}
}

// Done reports whether the connection has ended, for Await.
func Done(r Report) bool { return r.Done }

func (s *Server) newReport(id, remote string) *Report {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := &Report{Remote: remote}
	if id != "" {
		s.reports[id] = r
		s.announce()
	}
	return r
}

// note changes the report and wakes the goroutines that wait for it. Messages wake them only while
// the transcript grows: a million messages don't need to.
func (c *Conn) note(change func(*Report)) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	before := c.report.Messages
	change(c.report)
	if c.report.Messages == before || before < shownLines {
		c.server.announce()
	}
}

func (c *Conn) noteError(err error) {
	c.note(func(r *Report) {
		if c.digest != nil {
			r.Digest = c.digest.sum()
		}
		switch {
		case err == nil, errors.Is(err, errClosed):
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			r.End = "EOF"
		default:
			r.End = err.Error()
		}
	})
}

func (c *Conn) closeCode() int {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	return c.report.CloseCode
}

// digest hashes payloads with their lengths, so that two messages never look like one. A nil digest
// does nothing.
type digest struct{ hash hash.Hash }

func (d *digest) write(b []byte) {
	if d != nil {
		d.hash.Write(b)
	}
}

func (d *digest) end(size int64) {
	if d != nil {
		d.hash.Write(binary.BigEndian.AppendUint64(nil, uint64(size)))
	}
}

func (d *digest) sum() string { return hex.EncodeToString(d.hash.Sum(nil)) }

// Digest returns the digest that a report has for these payloads.
func Digest(payloads ...[]byte) string {
	d := digest{sha256.New()}
	for _, p := range payloads {
		d.write(p)
		d.end(int64(len(p)))
	}
	return d.sum()
}
