package fuzz

import (
	"compress/flate"
	"errors"
	"fmt"
	"io"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsflate"
	"github.com/gobwas/ws/wsutil"
)

// byGobwas returns the outcome of gobwas/ws for a stream. It can't refer to earlier messages, and leaves UTF-8 to its
// users if there is compression.
func byGobwas(s setup, stream []byte) (o outcome) {
	c := &conn{arrived: s.cuts.pieces(stream)}
	defer func() {
		if p := recover(); p != nil {
			o.gaveUp, o.err = true, fmt.Errorf("panic: %v", p)
		}
	}()
	state := ws.StateClientSide
	if s.server {
		state = ws.StateServerSide
	}
	control := wsutil.ControlFrameHandler(c, state)
	r := &wsutil.Reader{Source: c, State: state}
	var compression wsflate.MessageState
	if s.deflate {
		r.State |= ws.StateExtended
		r.Extensions = []wsutil.RecvExtension{&compression}
	}
	r.OnContinuation = func(h ws.Header, _ io.Reader) error { return noRsv(h) }
	r.OnIntermediate = func(h ws.Header, body io.Reader) error {
		if err := noRsv(h); err != nil {
			return err
		}
		return control(h, body)
	}
	for {
		h, err := r.NextFrame()
		if err == nil {
			err = noRsv(h)
		}
		if err == nil && h.OpCode.IsControl() {
			if err = control(h, r); err == nil {
				continue
			}
		}
		if err == nil {
			body := io.Reader(r)
			if compression.IsCompressed() {
				body = wsflate.NewReader(r, func(r io.Reader) wsflate.Decompressor { return flate.NewReader(r) })
			}
			var payload []byte
			if payload, err = readMessage(byte(h.OpCode), body); err == nil {
				err = r.Discard() // anything after a final block
			}
			if err == nil {
				o.messages = append(o.messages, message{byte(h.OpCode), payload})
			}
		}
		if err != nil {
			o.endOfGobwas(err)
			return o
		}
	}
}

// noRsv checks the bits that the extension leaves to its users.
func noRsv(h ws.Header) error {
	if h.Rsv != 0 {
		return ws.ErrProtocolNonZeroRsv
	}
	return nil
}

func (o *outcome) endOfGobwas(err error) {
	o.err = err
	var received wsutil.ClosedError
	var broke ws.ProtocolError
	switch {
	case errors.As(err, &received):
		o.end, o.code, o.reason = closed, int(received.Code), received.Reason
	case errors.Is(err, errNotUTF8):
		o.end, o.code = failed, 1007
	case errors.Is(err, errTooLarge):
		o.end, o.code = failed, 1009
	case errors.As(err, &broke):
		o.end, o.code = failed, 1002
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		o.end = cut
	default:
		o.end = failed
	}
}
